import Testing
import Wire

@testable import Coordinator

/// What a coordinator takes a worker's time to be.
struct ServiceTimeEstimateTests {
    private func estimate() -> ServiceTimeEstimate {
        ServiceTimeEstimate([
            ServiceTime(batch: 1, time: .milliseconds(10)), ServiceTime(batch: 8, time: .milliseconds(40)),
        ])
    }

    @Test func aFullCreditOfSlowAnswersCorrectsNoFurtherThanTheyAreSlow() {
        var estimate = estimate()
        // All were given away before the first came back.
        for _ in 0..<64 { estimate.learn(seen: .milliseconds(20), expected: .milliseconds(10), correctedBy: 1) }
        #expect(estimate.correction > 1.9 && estimate.correction <= 2)
        #expect((estimate.throughput - 100).magnitude < 5)
    }

    @Test func whatIsExpectedRightlyIsKept() {
        var estimate = estimate()
        for _ in 0..<64 { estimate.learn(seen: .milliseconds(30), expected: .milliseconds(10), correctedBy: 1) }
        for _ in 0..<64 { estimate.learn(seen: .milliseconds(30), expected: .milliseconds(30), correctedBy: 3) }
        #expect((estimate.correction - 3).magnitude < 0.01)
        for _ in 0..<32 { estimate.decay() }
        #expect((estimate.correction - 1).magnitude < 0.01)
    }
}
