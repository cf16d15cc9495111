import Gears
import Testing

/// The stability of the controller on loads of every shape.
@Suite struct GearControllerTests {
    private static let objective = Duration.milliseconds(300)

    private func queue(_ policy: GearPolicy = GearPolicy(objective: objective)) throws -> FluidQueue {
        FluidQueue(try GearController(.sample, policy: policy), capacity: 40)
    }

    // 40 requests a second at a share of 0.4 are 100 frames a second.
    @Test(arguments: [50.0, 90.0])
    func lightLoadKeepsTheMostAccurateGear(rate: Double) throws {
        var queue = try queue()
        _ = queue.run(seconds: 120) { _ in rate }
        #expect(queue.controller.gear == 1 && queue.shifts.isEmpty)
    }

    @Test(arguments: [1.5, 2.0, 4.0])
    func aStepIsFollowedAtOnceAndHeld(multiple: Double) throws {
        var queue = try queue()
        _ = queue.run(seconds: 20) { _ in 50 }
        let longest = queue.run(seconds: 300, settled: 3) { _ in 100 * multiple }
        // The rate is a mean of the last second, so the step may be seen in two parts; after that nothing moves.
        #expect((1...2).contains(queue.shifts.count), "\(queue.shifts)")
        #expect(queue.shifts.allSatisfy { $0.second < 3 })
        #expect(longest < 0.1)
        #expect((queue.shifts.first?.second ?? 100) < 1)
    }

    @Test func afterAStepDownAccuracyComesBack() throws {
        var queue = try queue()
        _ = queue.run(seconds: 30) { _ in 400 }
        #expect(queue.controller.gear > 3)
        _ = queue.run(seconds: 60) { _ in 50 }
        #expect(queue.controller.gear == 1)
        #expect(queue.shifts.count <= 4, "\(queue.shifts)")
    }

    @Test func aRampIsClimbedGearByGear() throws {
        var queue = try queue()
        let longest = queue.run(seconds: 120, settled: 0) { 50 + 350 * $0 / 120 }
        #expect(longest < 0.3)
        #expect(zip(queue.shifts, queue.shifts.dropFirst()).allSatisfy { $0.gear < $1.gear }, "\(queue.shifts)")
    }

    @Test(arguments: [4.0, 20.0, 60.0])
    func aSquareWaveNeverMakesMoreChangesThanAllowed(period: Double) throws {
        var queue = try queue()
        _ = queue.run(seconds: 600) { $0.truncatingRemainder(dividingBy: period) < period / 2 ? 400 : 50 }
        for start in stride(from: 0.0, to: 540, by: 10) {
            let within = queue.shifts.count { (start..<start + 60).contains($0.second) }
            #expect(within <= 7, "\(within) changes after \(start) s")
        }
        // Too early ones teach patience; halves of 30 s are long enough to be followed.
        if period < 60 { #expect(queue.shifts.count { $0.second >= 300 } <= queue.shifts.count { $0.second < 300 }) }
    }

    @Test func overloadBeyondEveryGearEndsInTheCheapestAndTriesRarely() throws {
        var queue = try queue()
        _ = queue.run(seconds: 600, settled: 3) { _ in 4000 }
        #expect(queue.shifts.count { $0.second >= 300 } <= 16, "\(queue.shifts)")
        #expect(queue.controller.gear >= 6)
    }

    @Test func theFloorOnAccuracyIsNotPassed() throws {
        var queue = try queue(GearPolicy(objective: Self.objective, floor: 0.775))
        _ = queue.run(seconds: 60) { _ in 1000 }
        #expect(queue.controller.gear == 3)
        #expect(queue.controller.entry.accuracy >= 0.775)
    }

    @Test func aPinnedGearStays() throws {
        var queue = try queue(GearPolicy(objective: Self.objective, pinned: 2))
        _ = queue.run(seconds: 60) { _ in 1000 }
        #expect(queue.controller.gear == 2 && queue.controller.reason == .pinned)
    }

    @Test func waitingAloneAsksForACheaperGear() throws {
        var controller = try GearController(.sample, policy: GearPolicy(objective: Self.objective))
        let start = ContinuousClock.now
        var isChanged = false
        for step in 0..<60 {
            isChanged =
                controller.observe(
                    GearObservation(
                        time: start + .milliseconds(20) * step, queueDelay: .milliseconds(200), utilization: 1,
                        requests: step / 4, capacity: 100)) || isChanged
        }
        #expect(isChanged && controller.gear == 2 && controller.reason == .delay)
    }

    @Test func anImpossiblePolicyIsRefused() {
        #expect(throws: GearError.self) {
            try GearController(.sample, policy: GearPolicy(objective: Self.objective, pinned: 8))
        }
        #expect(throws: GearError.self) {
            try GearController(.sample, policy: GearPolicy(objective: Self.objective, floor: 0.9))
        }
    }
}
