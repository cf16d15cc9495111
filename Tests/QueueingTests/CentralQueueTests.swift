import Foundation
import Queueing
import Randomness
import Testing

/// The simulated queue against what queueing theory says of it; seeds are fixed, so each run sees the same numbers.
struct CentralQueueTests {
    @Test func jobsAreServedInTheirOrderByTheFirstFreeServer() {
        let jobs = [(0, 10), (1, 2), (2, 5), (2, 1), (20, 1)].map {
            Job(arrival: .milliseconds($0.0), service: .milliseconds($0.1))
        }
        #expect(CentralQueue(servers: 1).waitingTimes(of: jobs) == [0, 9, 10, 15, 0].map { .milliseconds($0) })
        #expect(CentralQueue(servers: 2).waitingTimes(of: jobs) == [0, 0, 1, 6, 0].map { .milliseconds($0) })
        #expect(CentralQueue(servers: 4).waitingTimes(of: jobs) == [0, 0, 0, 0, 0].map { .milliseconds($0) })
        #expect(CentralQueue(servers: 3).waitingTimes(of: []).isEmpty)
    }

    /// M/M/1: the mean wait is r / (1 - r) services; M/D/1: half of that.
    @Test(arguments: [0.5, 0.7, 0.8]) func oneServerWaitsAsTheFormulasSay(utilization: Double) {
        let expected = utilization / (1 - utilization)
        #expect(abs(meanWait(servers: 1, utilization, exponential) / expected - 1) < 0.05)
        #expect(abs(meanWait(servers: 1, utilization, constant) / (expected / 2) - 1) < 0.05)
    }

    /// M/M/k: Erlang's C gives the share that waits and with it the mean.
    @Test(arguments: [(2, 0.7), (8, 0.8), (8, 0.9), (32, 0.9)]) func manyServersWaitAsErlangSays(
        servers: Int, utilization: Double
    ) {
        let expected = erlangC(servers, utilization) / (Double(servers) * (1 - utilization))
        #expect(abs(meanWait(servers: servers, utilization, exponential) / expected - 1) < 0.08)
    }

    @Test func theShareThatWaitsIsErlangsC() {
        let waits = CentralQueue(servers: 8).waitingTimes(of: trace(servers: 8, 0.9, exponential))
        let share = Double(waits.count { $0 > .zero }) / Double(waits.count)
        #expect(abs(share / erlangC(8, 0.9) - 1) < 0.03)
    }

    @Test func percentilesAreNearestRanks() {
        let summary = DelaySummary((1...200).reversed().map { .milliseconds($0) })
        #expect(summary.mean == .microseconds(100_500))
        #expect(summary.percentile(0.5) == .milliseconds(100))
        #expect(summary.percentile(0.99) == .milliseconds(198))
        #expect(summary.percentile(0) == .milliseconds(1) && summary.percentile(1) == .milliseconds(200))
        #expect(DelaySummary([]).mean == .zero && DelaySummary([]).percentile(0.99) == .zero)
    }

    /// The mean wait in services.
    private func meanWait(
        servers: Int, _ utilization: Double, _ service: (inout SeededGenerator) -> Double
    ) -> Double {
        let waits = CentralQueue(servers: servers).waitingTimes(of: trace(servers: servers, utilization, service))
        return DelaySummary(waits).mean / .seconds(1)
    }

    /// Poisson arrivals; the mean service is a second.
    private func trace(
        servers: Int, _ utilization: Double, _ service: (inout SeededGenerator) -> Double
    ) -> [Job] {
        var generator = SeededGenerator(seed: 7)
        var arrival = 0.0
        return (0..<400_000).map { _ in
            arrival += exponential(&generator) / (Double(servers) * utilization)
            return Job(arrival: .seconds(arrival), service: .seconds(service(&generator)))
        }
    }

    private func erlangC(_ servers: Int, _ utilization: Double) -> Double {
        let offered = Double(servers) * utilization
        // Erlang's B by its recursion, then C from B.
        let blocked = (1...servers).reduce(1.0) { offered * $0 / (Double($1) + offered * $0) }
        return blocked / (1 - utilization * (1 - blocked))
    }
}

private func exponential(_ generator: inout SeededGenerator) -> Double {
    -log(1 - Double.random(in: 0..<1, using: &generator))
}

private func constant(_: inout SeededGenerator) -> Double { 1 }
