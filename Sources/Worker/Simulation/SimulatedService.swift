package import Wire

/// What simulated workers do with a batch: how long it takes, and what they answer.
package struct SimulatedService: Sendable {
    /// The times of single requests.
    package let distribution: ServiceDistribution
    /// Which share of every further request's time a batch saves: 0 for none, 1 where a batch takes no longer than the
    /// slowest request in it.
    package let batchGain: Double
    /// The sizes of batches that are formed.
    package let batches: [Int]

    /// Makes a service; without a gain from batches none are formed.
    package init(_ distribution: ServiceDistribution, batchGain: Double = 0, largestBatch: Int = 8) {
        precondition((0...1).contains(batchGain), "a batch saves a share of 0 to 1, not \(batchGain)")
        self.distribution = distribution
        self.batchGain = batchGain
        batches = batchGain == 0 ? [1] : FocusEngine.batches(upTo: largestBatch)
    }

    /// What a worker says of itself in its hello: the time of batches of average requests.
    package var serviceTimes: [ServiceTime] {
        batches.map { size in
            let time = total(Array(repeating: distribution.mean, count: size))
            return ServiceTime(batch: size, time: min(max(time, .microseconds(1)), Bounds.positiveTime.upperBound))
        }
    }

    /// How long a batch of the requests takes. A request's number is its sequence at its edge.
    package func time(of requests: [RequestID]) -> Duration {
        total(requests.map { distribution.time(of: $0.sequence) })
    }

    /// The answer: what the edge's own glance said, which is valid for every model.
    package func answer(_ request: FocusRequest, compute: Duration) -> EngineAnswer {
        .answered(top: [request.localization], decoding: .zero, compute: min(compute, Bounds.time.upperBound))
    }

    private func total(_ times: [Duration]) -> Duration {
        let slowest = times.max() ?? .zero
        return slowest + (times.reduce(.zero, +) - slowest) * (1 - batchGain)
    }
}
