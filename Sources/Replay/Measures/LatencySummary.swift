/// What a report says of some latencies, in milliseconds.
package struct LatencySummary: Codable, Equatable, Sendable {
    /// How many there are.
    package let count: Int
    /// Their mean.
    package let mean: Double
    /// What half of them do not exceed.
    package let p50: Double
    /// What 90 % of them do not exceed.
    package let p90: Double
    /// What 99 % of them do not exceed.
    package let p99: Double
    /// What 99.9 % of them do not exceed.
    package let p999: Double
    /// The longest.
    package let max: Double
}

/// How many latencies lie in a range of milliseconds.
package struct LatencyBucket: Codable, Equatable, Sendable {
    /// The lower bound, itself not included but for 0.
    package let from: Double
    /// The upper bound, itself included.
    package let to: Double
    /// How many.
    package var count = 0
}
