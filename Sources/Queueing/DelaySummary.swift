/// Mean and percentiles of delays.
package struct DelaySummary: Equatable, Sendable {
    /// The sum over the number; zero without delays.
    package let mean: Duration
    private let sorted: [Duration]

    /// Sums up delays in any order.
    package init(_ delays: [Duration]) {
        sorted = delays.sorted()
        mean = delays.isEmpty ? .zero : delays.reduce(.zero, +) / delays.count
    }

    /// The smallest delay that the share (0 to 1) of all delays does not exceed (nearest rank); zero without delays.
    package func percentile(_ share: Double) -> Duration {
        guard !sorted.isEmpty else { return .zero }
        let rank = Int((share * Double(sorted.count)).rounded(.up))
        return sorted[min(max(1, rank), sorted.count) - 1]
    }
}
