package import Queueing
import Randomness
package import Worker

/// How long requests wait at a real coordinator, beside an ideal central queue that gets the same requests.
package struct QueueingBenchmark: Sendable {
    /// What is measured.
    package struct Terms: Sendable {
        /// Simulated workers, each with one request in work.
        package var workers = 8
        /// How many requests wait at each worker beside the one in work; nil leaves it to the workers.
        package var ahead: Int?
        /// How long requests take.
        package var distribution = ServiceDistribution(.exponential(mean: .milliseconds(100)))
        /// The rate of arrivals as a share of what the workers serve.
        package var utilization = 0.9
        /// How many requests are sent.
        package var requests = 4000
        /// Other seeds give other arrivals.
        package var seed: UInt64 = 1
        /// How messages travel.
        package var transport = BenchmarkTransport.inproc

        /// The usual terms: 8 workers of 100 ms, 90 % utilization.
        package init() {}

        /// The requests: Poisson arrivals, and the time that falls to each number.
        package var trace: [Job] {
            let gap = distribution.mean / (utilization * Double(workers))
            let gaps = ServiceDistribution(.exponential(mean: gap), seed: SeededGenerator.mix(seed))
            var arrival = Duration.zero
            return (1...UInt64(requests)).map { number in
                arrival += gaps.time(of: number)
                return Job(arrival: arrival, service: distribution.time(of: number))
            }
        }
    }

    /// From a request's scheduled time to its answer, less the time of its service.
    package let measured: DelaySummary
    /// The wait of the same requests in an ideal central queue.
    package let ideal: DelaySummary
    /// What requests waited at the coordinator, by its own account.
    package let atCoordinator: DelaySummary
    /// How much longer workers were busy with a request than its time says.
    package let overrun: DelaySummary
    /// How late requests were sent: a generator that lags measures itself.
    package let lag: DelaySummary
    /// Requests without an answer.
    package let unanswered: Int

    /// The mean delay over the ideal queue's.
    package var meanRatio: Double { measured.mean / ideal.mean }
    /// The 99th percentile of the delay over the ideal queue's.
    package var p99Ratio: Double { measured.percentile(0.99) / ideal.percentile(0.99) }

    /// Runs the requests through a cluster of its own, in real time.
    package init(_ terms: Terms) async throws {
        let trace = terms.trace
        let cluster = try await SimulatedCluster(
            workers: terms.workers, service: SimulatedService(terms.distribution), ahead: terms.ahead,
            transport: terms.transport
        )
        let samples: [RequestSample]
        do {
            samples = try await LoadEdge.run(
                .open(trace.map(\.arrival)), to: cluster.edgeEndpoint, in: cluster.context
            )
        } catch {
            try await cluster.stop()
            throw error
        }
        try await cluster.stop()

        let answered = zip(samples, trace).compactMap { sample, job in
            sample.answered.map { (sample: sample, job: job, answered: $0) }
        }
        ideal = DelaySummary(CentralQueue(servers: terms.workers).waitingTimes(of: trace))
        measured = DelaySummary(answered.map { $0.answered - $0.job.arrival - $0.job.service })
        atCoordinator = DelaySummary(answered.map(\.sample.queued))
        overrun = DelaySummary(answered.map { $0.sample.compute - $0.job.service })
        lag = DelaySummary(samples.map { $0.sent - $0.scheduled })
        unanswered = samples.count - answered.count
    }
}
