import CPixels
package import Tensors

/// What a picture goes through before a model sees it, equal to Pillow's: short side to `int(size / crop)` by
/// antialiased bicubic, centre crop, division by 255, mean and standard deviation.
package struct EvaluationTransform: Sendable {
    /// The side of the square that the model sees, in pixels.
    package let size: Int
    /// The share of the short side that the square covers, above 0 and at most 1.
    package let crop: Double

    /// The normalised value of every byte in every channel: `[3, 256]`.
    private let values: [Float]

    /// Makes a transform; mean and standard deviation are per channel, in units of the full range 0...1.
    package init(size: Int, crop: Double, mean: [Float], standardDeviation: [Float]) {
        precondition(size > 0 && crop > 0 && crop <= 1, "a square of \(size) pixels that covers \(crop) of the side")
        precondition(mean.count == 3 && standardDeviation.count == 3, "mean and deviation are of three channels")
        self.size = size
        self.crop = crop
        values = zip(mean, standardDeviation).flatMap { mean, deviation in
            (0..<256).map { (Float($0) / 255 - mean) / deviation }
        }
    }

    /// How a picture of the given size is scaled and cut.
    package func geometry(width: Int, height: Int) -> CropGeometry {
        CropGeometry(width: width, height: height, side: size, crop: crop)
    }

    /// The square `[size, size, 3]` of a picture.
    package func square(of picture: borrowing Picture) -> Picture {
        var square = Picture(width: size, height: size)
        var resampler = Resampler()
        apply(to: picture, into: &square, with: &resampler)
        return square
    }

    /// Writes the square of a picture into storage of the caller, who keeps it and the resampler for the next picture.
    package func apply(to picture: borrowing Picture, into square: inout Picture, with resampler: inout Resampler) {
        resampler.begin(geometry(width: picture.width, height: picture.height))
        for row in 0..<picture.height {
            resampler.take(row: row, picture.pointer(row: row))
        }
        resampler.finish(into: &square)
    }

    /// The planes `[3, size, size]` of a square: `(value / 255 - mean) / deviation`.
    package func normalized(_ square: borrowing Picture) -> Tensor {
        var planes = Tensor([3, size, size])
        normalize(square, into: &planes)
        return planes
    }

    /// Writes the planes of a square into a tensor `[3, size, size]` of the caller.
    package func normalize(_ square: borrowing Picture, into planes: inout Tensor) {
        precondition(square.width == size && square.height == size, "the square must be \(size) x \(size) pixels")
        precondition(planes.shape.isPlanes(side: size), "planes of shape \(planes.shape) for a side of \(size)")
        pixels_to_planes(square.pointer(), size * size, values, planes.mutablePointer(), size * size)
    }

    /// Writes the planes of a part of a square into its place in a tensor `[3, size, size]` of the caller.
    package func normalize(_ square: borrowing Picture, part: PixelRectangle, into planes: inout Tensor) {
        precondition(square.width == size && square.height == size, "the square must be \(size) x \(size) pixels")
        precondition(planes.shape.isPlanes(side: size), "planes of shape \(planes.shape) for a side of \(size)")
        precondition(square.bounds.contains(part), "\(part) of \(size) x \(size) pixels")
        for row in part.rows {
            pixels_to_planes(
                square.pointer(row: row) + 3 * part.column, part.width, values,
                planes.mutablePointer(row: row) + part.column, size * size)
        }
    }

    /// Writes the planes of a smaller picture into a part of square planes `[3, side, side]` of any side, at a place in
    /// them; the rest keeps what it holds.
    package func normalize(part: borrowing Picture, into planes: inout Tensor, row: Int, column: Int) {
        let side = planes.columns
        precondition(planes.shape.isPlanes(side: side), "planes of shape \(planes.shape)")
        precondition(
            row >= 0 && column >= 0 && row + part.height <= side && column + part.width <= side,
            "\(part.width) x \(part.height) pixels at (\(row), \(column)) of \(side) x \(side)")
        for line in 0..<part.height {
            let target = planes.mutablePointer(row: row + line) + column
            pixels_to_planes(part.pointer(row: line), part.width, values, target, side * side)
        }
    }
}
