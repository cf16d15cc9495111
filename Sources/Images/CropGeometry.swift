/// How a picture becomes the square a model sees: the size it is scaled to and the place of the square in that.
package struct CropGeometry: Equatable, Sendable {
    /// The source's size in pixels: the picture's own, or that of the picture as it is decoded at a scale.
    package private(set) var source: (width: Int, height: Int)
    /// The picture's size in source pixels: that of the source, of which at a scale the last pixels may be in part beyond it.
    package private(set) var extent: (width: Double, height: Double)
    /// The size after scaling.
    package let resized: (width: Int, height: Int)
    /// The square's first column and row in the scaled picture.
    package let origin: (column: Int, row: Int)
    /// The square's side.
    package let side: Int

    /// The geometry of the evaluation transform: short side to `int(side / crop)`, the other side truncated, the centre
    /// cut out with halves rounded to even, all as Python computes it.
    init(width: Int, height: Int, side: Int, crop: Double) {
        source = (width, height)
        extent = (Double(width), Double(height))
        self.side = side
        let short = Int(Double(side) / crop)
        if min(width, height) == short {
            resized = (width, height)
        } else if width <= height {
            resized = (short, Int(Double(short * height) / Double(width)))
        } else {
            resized = (Int(Double(short * width) / Double(height)), short)
        }
        origin = (Self.half(resized.width - side), Self.half(resized.height - side))
    }

    /// The source pixels that the square is made of: those under it, and as far around as the resampling filter reaches.
    var kept: PixelRectangle {
        func range(_ source: Int, _ extent: Double, _ resized: Int, _ first: Int) -> Range<Int> {
            let scale = extent / Double(resized)
            let reach = 2 * max(scale, 1) + 1
            let start = max(0, Int(Double(first) * scale - reach))
            return start..<min(source, Int(Double(first + side) * scale + reach) + 1)
        }
        let columns = range(source.width, extent.width, resized.width, origin.column)
        let rows = range(source.height, extent.height, resized.height, origin.row)
        return PixelRectangle(
            row: rows.lowerBound, column: columns.lowerBound, width: columns.count, height: rows.count)
    }

    /// The same for the picture as it is decoded at a scale.
    func scaled(_ scale: DecodingScale) -> CropGeometry {
        var scaled = self
        scaled.source = (scale.pixels(source.width), scale.pixels(source.height))
        scaled.extent = (extent.width * scale.ratio, extent.height * scale.ratio)
        return scaled
    }

    /// Where a pixel edge of the square lies in the source picture, in source pixels.
    package func sourcePoint(column: Double, row: Double) -> (column: Double, row: Double) {
        (
            (Double(origin.column) + column) * extent.width / Double(resized.width),
            (Double(origin.row) + row) * extent.height / Double(resized.height)
        )
    }

    package static func == (one: Self, other: Self) -> Bool {
        one.source == other.source && one.extent == other.extent && one.resized == other.resized
            && one.origin == other.origin
            && one.side == other.side
    }

    private static func half(_ margin: Int) -> Int {
        Int((Double(margin) / 2).rounded(.toNearestOrEven))
    }
}
