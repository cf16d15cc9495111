package import Wire

/// How long a worker takes, by batch size: its own measurements, corrected by what the coordinator sees.
///
/// The correction is a moving average of seen over expected, so it covers the network, a slower clock and a worker that
/// flatters itself. It decays while nothing is seen, or one bad moment could keep a worker unused for ever.
package struct ServiceTimeEstimate: Sendable {
    private let table: [ServiceTime]

    /// Seen over measured; 1 at first.
    package private(set) var correction = 1.0

    /// Takes over a worker's measurements: at least one, by rising batch size.
    package init(_ table: [ServiceTime]) {
        precondition(!table.isEmpty, "a worker measures at least one batch size")
        self.table = table
    }

    /// The largest batch the worker forms.
    package var largestBatch: Int { table[table.count - 1].batch }

    /// The time for one batch of the given size, from linear interpolation.
    package func time(batch: Int) -> Duration {
        let size = min(max(1, batch), largestBatch)
        guard let above = table.firstIndex(where: { $0.batch >= size }) else { return table[table.count - 1].time }
        let upper = table[above]
        if above == 0 || upper.batch == size { return upper.time * correction }
        let lower = table[above - 1]
        let share = Double(size - lower.batch) / Double(upper.batch - lower.batch)
        return (lower.time + (upper.time - lower.time) * share) * correction
    }

    /// What one more request costs a worker that has `inFlight` others.
    package func time(behind inFlight: Int) -> Duration {
        let batch = min(inFlight + 1, largestBatch)
        return time(batch: batch) / batch
    }

    /// Requests a second at the largest batch.
    package var throughput: Double { Double(largestBatch) / (time(batch: largestBatch) / .seconds(1)) }

    /// Learns from one answer how long it took and how long had been expected.
    ///
    /// - Parameter then: the correction that the expectation was made with. Many answers are under way at once; if each
    ///   of them multiplied the present one, a batch that is twice as slow would make it twenty times as large.
    package mutating func learn(seen: Duration, expected: Duration, correctedBy then: Double) {
        guard expected > .zero else { return }
        let ratio = min(max(seen / expected, 0.125), 8)
        correction = min(max(correction + 0.2 * (then * ratio - correction), 0.02), 200)
    }

    /// Forgets a little; called at each heartbeat at which the worker is idle.
    package mutating func decay() {
        correction = 1 + (correction - 1) * 0.8
    }
}
