/// How a picture becomes the square a model sees: the size it is scaled to and the place of the square in that.
package struct CropGeometry: Equatable, Sendable {
    /// The picture's own size in pixels.
    package let source: (width: Int, height: Int)
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

    /// Where a pixel edge of the square lies in the source picture, in source pixels.
    package func sourcePoint(column: Double, row: Double) -> (column: Double, row: Double) {
        (
            (Double(origin.column) + column) * Double(source.width) / Double(resized.width),
            (Double(origin.row) + row) * Double(source.height) / Double(resized.height)
        )
    }

    package static func == (one: Self, other: Self) -> Bool {
        one.source == other.source && one.resized == other.resized && one.origin == other.origin
            && one.side == other.side
    }

    private static func half(_ margin: Int) -> Int {
        Int((Double(margin) / 2).rounded(.toNearestOrEven))
    }
}
