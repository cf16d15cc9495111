package import Cascade
import Images
package import LFViT
package import Wire

/// What a compute thread knows of a hard frame: the picture, what the glance learned of it, and where to look closely.
///
/// Valid during the call that it is handed to; the next frame overwrites its buffers.
package struct LocalizedFrame {
    /// The picture as the model sees it; what is sent of it at full resolution is asked for with `sharpen` first.
    package let frame: PreparedFrame
    /// The stage with its features, embeddings and class attention of this picture; nil for models that look at whole
    /// pictures.
    package let localization: Localization?
    /// The cells to look at and those to take over.
    package let selection: RegionSelection
    /// The same as it is sent.
    package let region: Wire.Region
    /// Which entry of the uplink's menu is to be sent.
    package internal(set) var entry = 0

    /// A frame that is sent whole.
    init(whole frame: PreparedFrame) {
        self.frame = frame
        localization = nil
        selection = RegionSelection()
        region = .whole(imageSide: frame.square.width)
    }

    init(
        _ frame: PreparedFrame, _ localization: Localization, _ selection: RegionSelection, alpha: Double,
        geometry: Geometry
    ) {
        self.frame = frame
        self.localization = localization
        self.selection = selection
        // Rules without a window choose cells of the whole grid, which is one window.
        region = Wire.Region(
            imageSide: geometry.image, regionSide: selection.region?.side ?? geometry.grid,
            regionIndex: selection.region?.index ?? 0,
            keptCells: Wire.Region.mask(of: selection.kept, gridSide: geometry.grid),
            alpha: selection.region == nil ? Float(selection.kept.count) / Float(geometry.cells) : Float(alpha)
        )
    }
}
