/// The resident memory of the processes of a run over time; its resolution halves whenever it would grow beyond its bound.
package struct MemoryBook: Sendable {
    /// What one process had at one time.
    package struct Entry: Codable, Equatable, Sendable {
        /// When, in seconds from the start.
        package var seconds: Double
        /// Resident memory, in megabytes (10^6 bytes).
        package var megabytes: Double
    }

    /// The memory of one process, for the report.
    package struct Summary: Codable, Equatable, Sendable {
        /// The median of the second tenth of its samples, when it has warmed up, in megabytes.
        package var settled: Double
        /// The median of the last tenth, in megabytes.
        package var end: Double
        /// The most that was seen, in megabytes.
        package var most: Double
        /// How it went, thinned out to a few hundred entries.
        package var series: [Entry]
    }

    /// How long from one sample to the next.
    package private(set) var interval: Duration

    private let limit: Int
    private var next = Duration.zero
    private var most: [String: Double] = [:]
    private var series: [String: [Entry]] = [:]

    /// Makes an empty book of at most `limit` entries a process.
    package init(interval: Duration = .seconds(1), limit: Int = 600) {
        self.interval = interval
        self.limit = limit
    }

    /// Whether it is time for another sample.
    package func isDue(at time: Duration) -> Bool { time >= next }

    /// Every process was looked at.
    ///
    /// - Parameter bytes: resident bytes, by the process's name; one that is gone has none.
    package mutating func sampled(_ bytes: [String: Int], at time: Duration) {
        next = time + interval
        for (name, bytes) in bytes {
            let entry = Entry(seconds: time / .seconds(1), megabytes: Double(bytes) / 1e6)
            most[name] = max(most[name] ?? 0, entry.megabytes)
            series[name, default: []].append(entry)
        }
        guard series.values.contains(where: { $0.count >= limit }) else { return }
        interval *= 2
        series = series.mapValues { entries in stride(from: 0, to: entries.count, by: 2).map { entries[$0] } }
    }

    /// What each process had, by its name.
    package var summaries: [String: Summary] {
        var found: [String: Summary] = [:]
        for (name, entries) in series {
            let tenth = max(1, entries.count / 10)
            found[name] = Summary(
                settled: Self.median(entries.dropFirst(min(tenth, entries.count - 1)).prefix(tenth)),
                end: Self.median(entries.suffix(tenth)), most: most[name] ?? 0, series: entries
            )
        }
        return found
    }

    private static func median(_ entries: some Sequence<Entry>) -> Double {
        let sorted = entries.map(\.megabytes).sorted()
        return sorted.isEmpty ? 0 : sorted[sorted.count / 2]
    }
}
