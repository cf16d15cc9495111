/// Where pictures of chosen results are kept, and how many.
package struct SnapshotSettings: Equatable, Sendable {
    /// The folder.
    package var folder: String
    /// Bytes of all pictures and their descriptions; beyond them the oldest are removed.
    package var bytes = 1 << 30
    /// libjpeg's quality for pictures that are no JPEG yet.
    package var quality = 90

    /// The usual settings for a folder.
    package init(folder: String) {
        self.folder = folder
    }
}
