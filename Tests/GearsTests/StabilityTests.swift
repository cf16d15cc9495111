import Gears
import Testing

/// How calm the controller is where frames come at random, at every load and at every pool.
@Suite struct StabilityTests {
    private static let objective = Duration.milliseconds(300)
    /// Pools of 40 and of 200 requests a second: 100 and 500 frames a second in gear 1.
    private static let pools = [(servers: 1, service: 0.025), (4, 0.1), (8, 0.04)]

    private func queue(
        _ pool: (servers: Int, service: Double), seed: UInt64 = 1, policy: GearPolicy = GearPolicy(objective: objective)
    ) throws -> WorkerQueue {
        WorkerQueue(
            try GearController(.sample, policy: policy), servers: pool.servers, service: pool.service, seed: seed)
    }

    /// The frames a second that fill a queue's servers in gear 1.
    private func full(_ queue: WorkerQueue) -> Double { queue.capacity / GearTable.sample.gears[0].focusShare }

    @Test(arguments: Array(stride(from: 0.5, through: 8, by: 0.5)))
    func steadyLoadMakesAtMostTwoChangesAMinute(multiple: Double) throws {
        for pool in Self.pools {
            for seed in 1...2 {
                var queue = try queue(pool, seed: UInt64(seed))
                let rate = multiple * full(queue)
                queue.run(seconds: 300) { _ in rate }
                #expect(queue.changesPerMinute <= 2, "\(pool), seed \(seed): \(queue.shifts)")
                #expect(queue.shifts.count <= 4, "\(pool), seed \(seed): \(queue.shifts)")
                #expect(queue.latency99(after: 3) <= 0.27)
                #expect(queue.refusedShare(after: 3) < 0.03, "\(pool), seed \(seed)")
            }
        }
    }

    @Test(arguments: [6.0, 8, 20])
    func whereNoEdgeTellsItsFramesTrialsAreRareAndRarer(multiple: Double) throws {
        var queue = try queue(Self.pools[0])
        queue.tellsFrames = false
        let rate = multiple * full(queue)
        queue.run(seconds: 900) { _ in rate }
        #expect(queue.changesPerMinute <= 2, "\(queue.shifts)")
        #expect(queue.shifts.count <= 16, "\(queue.shifts)")
        let half = queue.shifts.count { $0.second < 450 }
        #expect(queue.shifts.count - half <= half)
    }

    @Test func workersThatDoLessThanTheySayTeachTheController() throws {
        var queue = try queue(Self.pools[2])
        queue.slowness = 1.6
        let rate = 0.6 * full(queue)
        queue.run(seconds: 900) { _ in rate }
        #expect(queue.changesPerMinute <= 2, "\(queue.shifts)")
        #expect(queue.shifts.count <= 12, "\(queue.shifts)")
        #expect(queue.refusedShare(after: 3) < 0.03)
    }

    @Test(arguments: [4.0, 10, 20, 30, 60, 120, 300])
    func aSquareWaveMakesAtMostFourChangesAPeriod(period: Double) throws {
        for pool in Self.pools {
            var queue = try queue(pool)
            let full = full(queue)
            let periods = max(5, 600 / period)
            queue.run(seconds: periods * period) {
                $0.truncatingRemainder(dividingBy: period) < period / 2 ? 4 * full : 0.5 * full
            }
            for start in stride(from: 0, to: periods * period, by: period) {
                let within = queue.shifts.count { (start..<start + period).contains($0.second) }
                #expect(within <= 4, "\(pool), after \(start) s: \(queue.shifts.prefix(24))")
            }
            #expect(queue.changesPerMinute <= 6, "\(pool): \(queue.shifts)")
            #expect(queue.latency99(after: 0) <= 0.27)
            // Each rise costs about a second of refusals; waves too short to be followed cost them rarely.
            #expect(queue.refusedShare(after: 0) < 0.2, "\(pool)")
        }
    }

    @Test func aStepIsFollowedAtOnceAndUndoneWhenItIsOver() throws {
        for pool in Self.pools {
            var queue = try queue(pool)
            let full = full(queue)
            queue.run(seconds: 30) { _ in 0.5 * full }
            #expect(queue.shifts.isEmpty)
            queue.run(seconds: 60) { _ in 3 * full }
            // The first change is at once, from half a second of requests. Where that took too few steps, what is left over
            // the workers' capacity is so little that only 3 s of requests tell it from chance: asking for less would
            // change gears for chance at steady load.
            let first = try #require(queue.shifts.first?.second)
            #expect(first < 31.5)
            #expect(
                queue.shifts.count <= 2 && queue.shifts.allSatisfy { $0.second < first + 3.2 },
                "\(pool): \(queue.shifts)")
            #expect(queue.refusedShare(after: 33) < 0.02, "\(pool) refused \(queue.refusedShare(after: 33))")
            queue.run(seconds: 60) { _ in 0.4 * full }
            #expect(queue.controller.gear == 1, "\(pool): \(queue.shifts)")
        }
    }

    @Test func aRampIsClimbedWithoutTurningBack() throws {
        for pool in Self.pools {
            var queue = try queue(pool)
            let full = full(queue)
            queue.run(seconds: 240) { full * (0.5 + 3.5 * $0 / 240) }
            #expect(zip(queue.shifts, queue.shifts.dropFirst()).allSatisfy { $0.gear < $1.gear }, "\(queue.shifts)")
            #expect(queue.latency99(after: 0) <= 0.27)
            #expect(queue.refusedShare(after: 0) < 0.05)
        }
    }
}
