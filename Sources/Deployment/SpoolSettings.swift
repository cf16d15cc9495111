/// Where results wait for sinks.
package struct SpoolSettings: Equatable, Sendable {
    /// The folder; nil to keep them in memory alone.
    package var folder: String?
    /// Bytes of results on disk, and of the pictures that sinks need with them.
    package var bytes = 256_000_000
    /// Bytes of hard frames that no worker has answered, to be asked again later; nil to keep none.
    package var hardFrameBytes: Int?

    /// In memory.
    package init() {}
}
