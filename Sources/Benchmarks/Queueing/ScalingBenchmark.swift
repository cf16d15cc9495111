package import Worker

/// How many requests a second a coordinator gets out of many workers, beside what they could serve.
package struct ScalingBenchmark: Sendable {
    /// The measurement with some number of workers.
    package struct Row: Sendable, Encodable {
        /// How many workers.
        package let workers: Int
        /// Requests answered a second.
        package let rate: Double
        /// The rate over workers / mean service time.
        package let efficiency: Double
    }

    /// Saturates that many workers, one request in work each: twice as many requests are always under way.
    ///
    /// - Parameter rounds: how many requests each worker serves on average while time is taken; five rounds go before.
    package static func measure(
        workers: Int, distribution: ServiceDistribution, rounds: Int, transport: BenchmarkTransport
    ) async throws -> Row {
        let cluster = try await SimulatedCluster(
            workers: workers, service: SimulatedService(distribution), transport: transport
        )
        let samples: [RequestSample]
        do {
            samples = try await LoadEdge.run(
                .closed(count: (rounds + 6) * workers, window: 2 * workers), to: cluster.edgeEndpoint,
                in: cluster.context
            )
        } catch {
            try await cluster.stop()
            throw error
        }
        try await cluster.stop()

        // From the last answer of the fifth round to the last one of the last round but one: whole rounds, all busy.
        let answers = samples.compactMap(\.answered).sorted()
        guard answers.count == samples.count else {
            throw LoadError("\(samples.count - answers.count) of \(samples.count) requests were not answered")
        }
        let time = answers[(rounds + 5) * workers - 1] - answers[5 * workers - 1]
        let rate = Double(rounds * workers) / (time / .seconds(1))
        return Row(
            workers: workers, rate: rate, efficiency: rate * (distribution.mean / .seconds(1)) / Double(workers)
        )
    }
}
