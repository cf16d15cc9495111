import Replay
import Testing

struct TimelineTests {
    @Test func whatHappensIsCountedWhereItHappened() {
        var timeline = Timeline()
        timeline.offered(at: .milliseconds(50))
        timeline.offered(at: .milliseconds(150))
        timeline.ended("exited", at: .milliseconds(120))
        timeline.ended("dropped", at: .milliseconds(350))
        timeline.sampled(inFlight: 1, awaiting: 1, bytes: 1000, at: .milliseconds(110))
        timeline.sampled(inFlight: 0, awaiting: 0, bytes: 1500, at: .milliseconds(390))
        #expect(timeline.entries.map(\.offered) == [1, 1, 0, 0])
        #expect(timeline.entries.map(\.exited) == [0, 1, 0, 0])
        #expect(timeline.entries.map(\.dropped) == [0, 0, 0, 1])
        #expect(timeline.entries.map(\.inFlight) == [0, 1, 0, 0])
        #expect(timeline.entries.map(\.bytes) == [0, 1000, 0, 500])
    }

    @Test func itNeverGrowsBeyondItsBoundAndLosesNothing() {
        var timeline = Timeline(interval: .milliseconds(100), limit: 10)
        for number in 0..<1000 {
            timeline.offered(at: .milliseconds(100) * number)
            timeline.ended("focused", at: .milliseconds(100) * number)
            timeline.sampled(inFlight: number, awaiting: 0, bytes: 10 * number, at: .milliseconds(100) * number)
        }
        #expect(timeline.entries.count <= 10)
        #expect(timeline.interval == .milliseconds(12_800))
        #expect(timeline.entries.reduce(0) { $0 + $1.offered } == 1000)
        #expect(timeline.entries.reduce(0) { $0 + $1.focused } == 1000)
        #expect(timeline.entries.reduce(0) { $0 + $1.bytes } == 9990)
        #expect(timeline.entries.first?.inFlight == 127 && timeline.entries.last?.inFlight == 999)
        #expect(timeline.entries.map(\.seconds) == timeline.entries.indices.map { 12.8 * Double($0) })
    }
}
