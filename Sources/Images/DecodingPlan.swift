/// How little of a JPEG picture is decoded for the square that a model sees: at which scale, and which of its pixels.
package struct DecodingPlan: Equatable, Sendable {
    /// The scale.
    package let scale: DecodingScale
    /// How the picture of that scale becomes the square.
    package let geometry: CropGeometry
    /// What of the picture of that scale is decoded.
    package let part: PixelRectangle

    /// Plans the decoding of one picture.
    ///
    /// - Parameters:
    ///   - geometry: how the upright picture becomes the square.
    ///   - allowsParts: whether the stored rows and columns are those of the upright picture, and come once: what the crop
    ///     leaves out is not decoded then.
    package init(_ geometry: CropGeometry, allowsParts: Bool) {
        scale = .smallest(covering: geometry)
        self.geometry = geometry.scaled(scale)
        let (width, height) = self.geometry.source
        part = allowsParts ? self.geometry.kept : PixelRectangle(row: 0, column: 0, width: width, height: height)
    }
}
