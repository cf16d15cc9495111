import LinkShaping
import Testing

struct LinkDirectionTests {
    @Test func anUnshapedLinkTakesNoTime() {
        var direction = LinkDirection(LinkConditions(), seed: 1)
        #expect(direction.release(1_000_000, at: .seconds(3)) == .seconds(3))
    }

    @Test func delayIsAddedToEveryByte() throws {
        var direction = LinkDirection(try LinkConditions("delay=20ms"), seed: 1)
        #expect(direction.release(10, at: .zero) == .milliseconds(20))
        #expect(direction.release(10, at: .milliseconds(5)) == .milliseconds(25))
    }

    @Test func aRateMakesBytesQueue() throws {
        var direction = LinkDirection(try LinkConditions("rate=8kbit"), seed: 1)
        #expect(direction.release(500, at: .zero) == .milliseconds(500))
        #expect(direction.release(500, at: .zero) == .seconds(1))
        #expect(direction.release(500, at: .seconds(9)) == .milliseconds(9500))
    }

    @Test func jitterKeepsOrderAndStaysWithinItsBound() throws {
        var direction = LinkDirection(try LinkConditions("delay=10ms,jitter=30ms"), seed: 3)
        var last = Duration.zero
        for millisecond in 0..<500 {
            let now = Duration.milliseconds(millisecond)
            let release = direction.release(100, at: now)
            #expect(release >= last && release >= now + .milliseconds(10) && release < now + .milliseconds(40))
            last = release
        }
    }

    @Test func aLostSegmentHoldsUpWhatFollows() throws {
        var direction = LinkDirection(try LinkConditions("loss=5%,stall=200ms"), seed: 5)
        var stalls = 0
        var last = Duration.zero
        // A second apart, so that no stall reaches into the next one.
        for second in 0..<2000 {
            let now = Duration.seconds(second)
            last = direction.release(1448, at: now)
            if last > now { stalls += 1 }
        }
        #expect((70...130).contains(stalls))
    }

    @Test func theSameSeedDelaysTheSame() throws {
        let conditions = try LinkConditions("jitter=30ms,loss=2%")
        var first = LinkDirection(conditions, seed: 9)
        var second = LinkDirection(conditions, seed: 9)
        for step in 0..<100 {
            #expect(first.release(3000, at: .seconds(step)) == second.release(3000, at: .seconds(step)))
        }
    }
}
