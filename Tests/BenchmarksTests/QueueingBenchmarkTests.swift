import Benchmarks
import Queueing
import Testing
import Worker

/// That the benchmarks measure what they say; how fast things are, is no fact of a test.
struct QueueingBenchmarkTests {
    @Test func theTraceIsTheSameForTheSameSeed() {
        var terms = QueueingBenchmark.Terms()
        terms.requests = 5000
        let trace = terms.trace
        #expect(trace == terms.trace)
        #expect(trace.indices.dropFirst().allSatisfy { trace[$0].arrival > trace[$0 - 1].arrival })
        // 72 requests a second at 90 % of 8 workers of 100 ms; five standard errors.
        let rate = 5000 / (trace[4999].arrival / .seconds(1))
        #expect(abs(rate / 72 - 1) < 5 / 5000.0.squareRoot())
        terms.seed = 2
        #expect(trace != terms.trace)
    }

    @Test(arguments: [BenchmarkTransport.inproc, .tcp]) func everyRequestIsMeasured(
        transport: BenchmarkTransport
    ) async throws {
        var terms = QueueingBenchmark.Terms()
        terms.workers = 3
        terms.distribution = ServiceDistribution(.exponential(mean: .milliseconds(2)))
        terms.requests = 100
        terms.transport = transport
        let result = try await QueueingBenchmark(terms)
        #expect(result.unanswered == 0)
        #expect(result.ideal == DelaySummary(CentralQueue(servers: 3).waitingTimes(of: terms.trace)))
        // Workers report whole microseconds.
        #expect(result.measured.percentile(0) > .zero && result.overrun.percentile(0) > .microseconds(-1))
        #expect(result.lag.percentile(0) >= .zero && result.meanRatio > 0)
    }

    @Test func workersAreSaturated() async throws {
        let row = try await ScalingBenchmark.measure(
            workers: 4, distribution: ServiceDistribution(.fixed(.milliseconds(1))), rounds: 5, transport: .inproc
        )
        #expect(row.workers == 4 && row.rate > 0 && row.efficiency > 0)
    }
}
