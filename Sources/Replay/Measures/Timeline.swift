/// What happened in each interval of a run; its resolution halves whenever it would grow beyond its bound.
package struct Timeline: Sendable {
    /// One interval.
    package struct Entry: Codable, Equatable, Sendable {
        /// When it begins, in seconds from the start.
        package var seconds = 0.0
        /// Frames that were due.
        package var offered = 0
        /// Frames that ended, by outcome.
        package var exited = 0, focused = 0, fallback = 0, rejected = 0, dropped = 0
        /// The most frames that were seen in flight.
        package var inFlight = 0
        /// The most hard frames that were seen to wait for workers' answers.
        package var awaiting = 0
        /// Bytes sent.
        package var bytes = 0
    }

    /// The length of an interval.
    package private(set) var interval: Duration
    /// The intervals from the start on.
    package private(set) var entries: [Entry] = []

    private let limit: Int
    private var bytes = 0

    /// Makes an empty timeline of at most `limit` entries.
    package init(interval: Duration = .milliseconds(100), limit: Int = 1200) {
        self.interval = interval
        self.limit = limit
    }

    /// A frame was due.
    package mutating func offered(at time: Duration) {
        entries[index(time)].offered += 1
    }

    /// A frame ended.
    package mutating func ended(_ outcome: String, at time: Duration) {
        let index = index(time)
        switch outcome {
        case "exited": entries[index].exited += 1
        case "focused": entries[index].focused += 1
        case "fallback": entries[index].fallback += 1
        case "rejected": entries[index].rejected += 1
        default: entries[index].dropped += 1
        }
    }

    /// The edge's state was looked at.
    ///
    /// - Parameter bytes: bytes sent since the start.
    package mutating func sampled(inFlight: Int, awaiting: Int, bytes: Int, at time: Duration) {
        let index = index(time)
        entries[index].inFlight = max(entries[index].inFlight, inFlight)
        entries[index].awaiting = max(entries[index].awaiting, awaiting)
        entries[index].bytes += bytes - self.bytes
        self.bytes = bytes
    }

    /// The entry of a time, which is made, and room for it, where there is none.
    private mutating func index(_ time: Duration) -> Int {
        var index = Int(max(time, .zero) / interval)
        while index >= limit {
            halve()
            index = Int(max(time, .zero) / interval)
        }
        while entries.count <= index {
            entries.append(Entry(seconds: Double(entries.count) * (interval / .seconds(1))))
        }
        return index
    }

    private mutating func halve() {
        interval *= 2
        entries = stride(from: 0, to: entries.count, by: 2).map { first in
            var entry = entries[first]
            guard first + 1 < entries.count else { return entry }
            let other = entries[first + 1]
            entry.offered += other.offered
            entry.exited += other.exited
            entry.focused += other.focused
            entry.fallback += other.fallback
            entry.rejected += other.rejected
            entry.dropped += other.dropped
            entry.inFlight = max(entry.inFlight, other.inFlight)
            entry.awaiting = max(entry.awaiting, other.awaiting)
            entry.bytes += other.bytes
            return entry
        }
    }
}
