/// A spool at one moment.
package struct SpoolState: Equatable, Sendable {
    /// A reader's share of it.
    package struct Reader: Equatable, Sendable {
        /// Its name.
        package let name: String
        /// Records that wait for it.
        package let waiting: UInt64
        /// Records that were dropped before it had them.
        package let missed: UInt64
    }

    /// Bytes on disk.
    package var byteCount = 0
    /// Bytes in memory: what is about to be written, or cannot be.
    package var memoryBytes = 0
    /// By name.
    package var readers: [Reader] = []
    /// Records that were dropped before they were written.
    package var lost: UInt64 = 0
    /// Why records are not being written; nil where they are.
    package var failure: SpoolFileError?
    /// Bytes of a torn end that were cut off at the start.
    package var tornBytes = 0
}
