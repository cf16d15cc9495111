import Histogram

/// Latencies by name, in histograms of fixed size with three significant digits: however many are recorded, a book does
/// not grow.
package struct LatencyBook: Sendable {
    /// The longest time that is told apart; longer ones count as this one.
    package static let longest: Duration = .seconds(3600)

    private var histograms: [String: Histogram<UInt64>] = [:]

    /// Opens an empty book.
    package init() {}

    /// The names under which something was recorded, in order.
    package var names: [String] { histograms.keys.sorted() }

    /// How many times were recorded under a name.
    package func count(_ name: String) -> Int { histograms[name].map { Int($0.totalCount) } ?? 0 }

    /// Records a time; one that lies in the future counts as zero.
    package mutating func record(_ time: Duration, as name: String) {
        let microseconds = min(max(time, .zero), Self.longest) / .microseconds(1)
        _ = histograms[name, default: Self.empty].record(UInt64(microseconds.rounded()))
    }

    /// The time that a share of the recorded ones does not exceed; nil where there are none.
    ///
    /// - Parameter percentile: 0 to 100.
    package func percentile(_ percentile: Double, of name: String) -> Duration? {
        histograms[name].map { .microseconds(Int64($0.valueAtPercentile(percentile))) }
    }

    /// What reports say of a name; nil where nothing was recorded under it.
    package func summary(_ name: String) -> LatencySummary? {
        histograms[name].map { histogram in
            func milliseconds(_ percentile: Double) -> Double {
                Double(histogram.valueAtPercentile(percentile)) / 1000
            }
            return LatencySummary(
                count: Int(histogram.totalCount), mean: histogram.mean / 1000, p50: milliseconds(50),
                p90: milliseconds(90), p99: milliseconds(99), p999: milliseconds(99.9),
                max: Double(histogram.maxRecorded) / 1000
            )
        }
    }

    /// The recorded times in buckets whose bounds grow by a quarter octave (19 %), without empty ones at either end.
    package func buckets(_ name: String) -> [LatencyBucket] {
        guard let histogram = histograms[name] else { return [] }
        var counts = [Int](repeating: 0, count: Self.bounds.count)
        var upper = 1
        for value in histogram.recordedValues() {
            while upper < counts.count - 1, value.value > Self.bounds[upper] { upper += 1 }
            counts[upper] += Int(value.count)
        }
        guard let first = counts.firstIndex(where: { $0 > 0 }), let last = counts.lastIndex(where: { $0 > 0 }) else {
            return []
        }
        return (first...last).map {
            LatencyBucket(
                from: Double(Self.bounds[$0 - 1]) / 1000, to: Double(Self.bounds[$0]) / 1000, count: counts[$0]
            )
        }
    }

    private static var empty: Histogram<UInt64> {
        Histogram(
            lowestDiscernibleValue: 1, highestTrackableValue: UInt64(longest / .microseconds(1)),
            numberOfSignificantValueDigits: .three
        )
    }

    /// Bounds of buckets in microseconds, from 100 us to an hour.
    private static let bounds: [UInt64] = {
        var bounds: [UInt64] = [0]
        var bound = 100.0
        while bound < 2 * (longest / .microseconds(1)) {
            bounds.append(UInt64(bound))
            bound *= 1.189_207_115
        }
        return bounds
    }()
}
