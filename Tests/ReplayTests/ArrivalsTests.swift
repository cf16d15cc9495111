import Edge
import Replay
import Testing

struct ArrivalsTests {
    private static let patterns: [ArrivalPattern] = [
        .cadence(jitter: 0), .cadence(jitter: 1), .poisson, .bursts(size: 5),
        .ramp(from: 0.1, to: 2, over: .seconds(10)), .ramp(from: 2, to: 0.1, over: .seconds(10)),
    ]

    private func times(_ pattern: ArrivalPattern, rate: Double = 10, seed: UInt64 = 1, count: Int = 1000) -> [Double] {
        var arrivals = Arrivals(pattern, rate: rate, seed: seed)
        return (0..<count).map { _ in arrivals.next() / .seconds(1) }
    }

    @Test(arguments: patterns) func theSameSeedGivesTheSameTimesAndAnotherSeedOthers(pattern: ArrivalPattern) {
        #expect(times(pattern) == times(pattern))
        #expect(times(pattern) != times(pattern, seed: 2))
    }

    @Test(arguments: patterns) func timeNeverGoesBack(pattern: ArrivalPattern) {
        let times = times(pattern)
        #expect(times[0] >= 0)
        #expect(zip(times, times.dropFirst()).allSatisfy { $0 <= $1 })
    }

    @Test func aCadenceWithoutJitterIsEven() {
        let times = times(.cadence(jitter: 0))
        #expect((0..<0.1).contains(times[0]))
        #expect(zip(times, times.dropFirst()).allSatisfy { abs($1 - $0 - 0.1) < 1e-9 })
    }

    @Test func jitterDisplacesByAtMostHalfItsShareAndDoesNotAddUp() {
        let even = times(.cadence(jitter: 0))
        let uneven = times(.cadence(jitter: 0.4))
        #expect(zip(even, uneven).allSatisfy { abs($0 - $1) <= 0.02 + 1e-9 })
        #expect(zip(even, uneven).contains { abs($0 - $1) > 0.01 })
    }

    @Test func poissonGapsHaveTheirMeanAndAreMemoryless() {
        let times = times(.poisson, count: 20_000)
        let gaps = zip(times, times.dropFirst()).map { $1 - $0 }
        let mean = gaps.reduce(0, +) / Double(gaps.count)
        #expect(abs(mean - 0.1) < 0.005)
        // Of an exponential distribution e^-1 exceeds the mean.
        #expect(abs(Double(gaps.count { $0 > 0.1 }) / Double(gaps.count) - 0.3679) < 0.02)
    }

    @Test func burstsComeTogetherAtTheMeanRate() {
        let times = times(.bursts(size: 5), count: 100)
        for burst in 0..<20 { #expect(Set(times[5 * burst..<5 * burst + 5]).count == 1) }
        #expect(abs(times[5] - times[0] - 0.5) < 1e-9)
    }

    @Test func aRampBringsTheMeanOfItsRatesAndThenStays() {
        let times = times(.ramp(from: 0.5, to: 1.5, over: .seconds(10)))
        #expect(abs(times.count { $0 < 10 } - 100) <= 1)
        #expect(abs(times.count { $0 < 2 } - 12) <= 1)  // 10 (0.5 * 2 + 0.05 * 4)
        #expect(abs(times.count { (20..<30).contains($0) } - 150) <= 1)
    }

    @Test func aScheduleMergesCamerasInOrderEachWithItsOwnPhase() {
        let schedule = Schedule(.cadence(jitter: 0), rate: 5, cameras: 8, seed: 7, end: .seconds(2))
        let arrivals = Array(schedule)
        #expect(abs(arrivals.count - 80) <= 8)
        #expect(zip(arrivals, arrivals.dropFirst()).allSatisfy { $0.time <= $1.time })
        #expect(arrivals.allSatisfy { $0.time < .seconds(2) })
        for camera in 0..<8 {
            let own = arrivals.filter { $0.camera == camera }.map(\.number)
            #expect(own == Array(0..<own.count))
        }
        #expect(Set((0..<8).map { camera in arrivals.first { $0.camera == camera }?.time }).count == 8)
    }

    @Test func aRecordingIsPlayedFaster() {
        let times: [[Duration]] = [[.zero, .seconds(3)], [.seconds(1)]]
        let arrivals = Array(Schedule(recorded: times, speedUp: 2))
        #expect(arrivals.map(\.camera) == [0, 1, 0])
        #expect(arrivals.map(\.time) == [.zero, .milliseconds(500), .milliseconds(1500)])
    }

    @Test func theServerModeIsPoissonWhateverElseWasAsked() throws {
        var plan = ReplayPlan(
            pictures: [.init(path: "a")], streams: [.init(try Camera("gate"), pictures: [0])]
        )
        plan.length = .seconds(20)
        plan.mode = .server
        let asked = Array(plan.schedule)
        plan.mode = .open
        plan.pattern = .poisson
        #expect(asked == Array(plan.schedule))
    }

    @Test func camerasShowTheSamePicturesFromPlacesOfTheirOwn() throws {
        let plan = ReplayPlan(
            pictures: ["a", "b", "c"].map { .init(path: $0) },
            streams: [
                .init(try Camera("gate"), pictures: [0, 1, 2]),
                .init(try Camera("door"), pictures: [0, 1, 2], first: 2),
            ]
        )
        #expect((0..<4).map { plan.picture(camera: 0, number: $0) } == [0, 1, 2, 0])
        #expect((0..<4).map { plan.picture(camera: 1, number: $0) } == [2, 0, 1, 2])
    }
}
