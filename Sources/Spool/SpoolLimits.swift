/// How much a spool keeps.
package struct SpoolLimits: Equatable, Sendable {
    /// Bytes on disk; beyond them the oldest segment is dropped and its records are counted.
    package var bytes = 256 << 20
    /// Bytes of a segment file, the unit in which space is given back.
    package var segmentBytes = 4 << 20
    /// Bytes in memory where there is no disk, or one that cannot be written; beyond them the oldest record is dropped.
    package var memoryBytes = 16 << 20

    /// The usual limits.
    package init() {}

    /// Limits of so many bytes on disk, in at least four segments.
    package init(bytes: Int) {
        self.bytes = bytes
        segmentBytes = min(segmentBytes, max(4096, bytes / 4))
    }
}
