import Testing
import Threads
import ZeroMQ

/// A timer beside sockets; that it rings, not when.
struct AlarmClockTests {
    @Test func aPollerWakesWhenItRings() throws {
        var alarm = try AlarmClock()
        var poller = Poller()
        poller.watch(descriptor: alarm.descriptor)
        #expect(try poller.wait(.zero) == 0)
        alarm.ring(at: .now + .microseconds(300))
        #expect(try poller.wait(.seconds(60)) == 1)
        #expect(poller[0].contains(.readable))
        alarm.ring(at: .now - .seconds(1))
        #expect(try poller.wait(.seconds(60)) == 1)
    }

    @Test func settingItAgainEndsItsRinging() throws {
        var alarm = try AlarmClock()
        var poller = Poller()
        poller.watch(descriptor: alarm.descriptor)
        alarm.ring(at: .now)
        #expect(try poller.wait(.seconds(60)) == 1)
        alarm.ring(at: .now + .seconds(600))
        #expect(try poller.wait(.zero) == 0)
        alarm.ring(at: .now)
        #expect(try poller.wait(.seconds(60)) == 1)
        alarm.ring(at: nil)
        #expect(try poller.wait(.zero) == 0)
    }
}
