/// Which records lie in which segment file, and which segments go when room is needed or nobody needs them any more.
///
/// A plain value; the spool does to the files what it says.
struct SpoolIndex: Equatable {
    /// One segment file.
    struct Segment: Equatable {
        /// The position of its first record.
        let first: UInt64
        /// Bytes that hold records, and the header.
        var bytes: Int

        /// The file's name; names sort as positions do.
        var name: String {
            let digits = String(first)
            return String(repeating: "0", count: 20 - digits.count) + digits + SpoolIndex.suffix
        }

        /// Whether it holds no record.
        var isEmpty: Bool { bytes <= SpoolFormat.headerBytes }
    }

    /// What segment files are called after their number.
    static let suffix = ".spool"

    /// Oldest first.
    private(set) var segments: [Segment] = []
    /// The position after the last record on disk.
    private(set) var end: UInt64 = 0

    /// Bytes of all segments.
    var byteCount: Int { segments.reduce(0) { $0 + $1.bytes } }

    /// Adopts segments that were found, and where the last one's records end.
    init(_ segments: [Segment] = [], end: UInt64 = 0) {
        (self.segments, self.end) = (segments, max(end, segments.last?.first ?? 0))
    }

    /// The segment that holds a position or, where that is gone, the next one that is left; nil at the end.
    func segment(at position: UInt64) -> Int? {
        guard position < end else { return nil }
        let next = segments.firstIndex { $0.first > position } ?? segments.count
        return max(0, next - 1)
    }

    /// The positions of a segment. A record that it holds beyond them was abandoned there and lies in a later segment.
    func positions(of segment: Int) -> Range<UInt64> {
        let next = segment + 1 < segments.count ? segments[segment + 1].first : end
        return segments[segment].first..<max(next, segments[segment].first)
    }

    /// A new last segment begins.
    mutating func begin(at first: UInt64) {
        segments.append(Segment(first: first, bytes: SpoolFormat.headerBytes))
        end = first
    }

    /// Records were written to the last segment.
    mutating func wrote(_ records: Int, bytes: Int) {
        segments[segments.count - 1].bytes += bytes
        end += UInt64(records)
    }

    /// The last segment goes, because it holds nothing.
    mutating func removeLast() {
        segments.removeLast()
    }

    /// The oldest segment goes, to make room; nil where only the one that is written to is left.
    mutating func removeOldest() -> Segment? {
        segments.count > 1 ? segments.removeFirst() : nil
    }

    /// Segments go whose every record lies before a position; the last one stays, to be written to.
    mutating func remove(before position: UInt64) -> [Segment] {
        let count = segments.dropLast().indices.prefix { positions(of: $0).upperBound <= position }.count
        defer { segments.removeFirst(count) }
        return Array(segments.prefix(count))
    }
}
