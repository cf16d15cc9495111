package import LFViT

/// What the glance saw of a hard frame, for people: kept of a few frames a second where the edge is asked for it.
package struct SeenFrame: Sendable {
    /// The square that the model saw, as JPEG.
    package let picture: [UInt8]
    /// The grid's side in cells.
    package let grid: Int
    /// The class attention of each cell, row-major.
    package let attention: [Float]
    /// The window; nil where the rule has none or nothing was chosen.
    package let region: Region?
    /// The cells seen at full resolution.
    package let kept: [Int]
}
