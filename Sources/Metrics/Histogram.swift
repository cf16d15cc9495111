/// How often a quantity fell into each of a fixed row of log-spaced buckets, and its sum.
///
/// A plain value of constant size: recording costs one search among some 26 bounds and allocates nothing.
package struct Histogram: Equatable, Sendable {
    /// The upper bounds of the buckets, rising; one more bucket takes what is above the last.
    package let bounds: [Double]
    /// How many values fell into each bucket, not cumulated; one more than there are bounds.
    package private(set) var counts: [Int]
    /// The sum of all values.
    package private(set) var sum = 0.0

    /// Makes an empty histogram.
    package init(bounds: [Double]) {
        precondition(!bounds.isEmpty && bounds == bounds.sorted(), "bounds rise: \(bounds)")
        self.bounds = bounds
        counts = Array(repeating: 0, count: bounds.count + 1)
    }

    /// For durations in seconds: five buckets a decade from 0.1 ms to 10 s.
    package static var seconds: Histogram { Histogram(bounds: secondBounds) }

    /// For sizes of batches: powers of two up to 32.
    package static var batches: Histogram { Histogram(bounds: [1, 2, 4, 8, 16, 32]) }

    private static let secondBounds = [
        0.0001, 0.00016, 0.00025, 0.0004, 0.00063, 0.001, 0.0016, 0.0025, 0.004, 0.0063, 0.01, 0.016, 0.025, 0.04,
        0.063,
        0.1, 0.16, 0.25, 0.4, 0.63, 1, 1.6, 2.5, 4, 6.3, 10,
    ]

    /// How many values were recorded.
    package var count: Int { counts.reduce(0, +) }

    /// Counts a value, several times where it stands for several.
    package mutating func record(_ value: Double, times: Int = 1) {
        var (low, high) = (0, bounds.count)
        while low < high {
            let middle = (low + high) / 2
            if bounds[middle] < value { low = middle + 1 } else { high = middle }
        }
        counts[low] += times
        sum += value * Double(times)
    }

    /// Counts a duration in seconds.
    package mutating func record(_ duration: Duration) {
        record(duration / .seconds(1))
    }

    /// The value below which the given share lies, interpolated within its bucket as Prometheus does; nil while empty.
    package func quantile(_ share: Double) -> Double? {
        let total = count
        guard total > 0 else { return nil }
        let rank = share * Double(total)
        var below = 0
        for (index, inside) in counts.enumerated() {
            guard Double(below + inside) >= rank, inside > 0 else {
                below += inside
                continue
            }
            guard index < bounds.count else { return bounds[bounds.count - 1] }
            let lower = index == 0 ? 0 : bounds[index - 1]
            return lower + (bounds[index] - lower) * max(0, rank - Double(below)) / Double(inside)
        }
        return bounds[bounds.count - 1]
    }

    /// Adds another one with the same bounds.
    package static func += (sum: inout Histogram, other: Histogram) {
        precondition(sum.bounds == other.bounds, "histograms with different buckets cannot be added")
        for index in other.counts.indices { sum.counts[index] += other.counts[index] }
        sum.sum += other.sum
    }
}

extension Histogram: Codable {}
