import CPixels

/// Pillow's antialiased bicubic resize, bit for bit, of the part of a picture that a centre crop keeps.
///
/// Rows go in from top to bottom: `begin`, `take` for every row, `finish`. Each row is resampled horizontally at once
/// and rounded to 8 bits; only those narrow rows are kept for the vertical pass. Tables and rows are reused while
/// pictures of one size follow each other, so a camera's frames allocate nothing. One resampler belongs to one thread.
package struct Resampler: ~Copyable {
    private var geometry: CropGeometry?
    private var columns = ResamplingTable(source: 1, target: 1, kept: 0..<1)
    private var rows = ResamplingTable(source: 1, target: 1, kept: 0..<1)
    /// The horizontally resampled rows from `rows.sources.lowerBound` on, `[rows, side, 3]`.
    private var narrowed: [UInt8] = []

    /// Makes a resampler; tables and rows are made for the first picture.
    package init() {}

    /// Prepares for the rows of a picture of this geometry.
    package mutating func begin(_ geometry: CropGeometry) {
        guard geometry != self.geometry else { return }
        self.geometry = geometry
        let (origin, side) = (geometry.origin, geometry.side)
        columns = ResamplingTable(
            source: geometry.source.width,
            target: geometry.resized.width,
            kept: origin.column..<origin.column + side
        )
        rows = ResamplingTable(
            source: geometry.source.height,
            target: geometry.resized.height,
            kept: origin.row..<origin.row + side
        )
        narrowed = [UInt8](repeating: 0, count: rows.sources.count * side * 3)
    }

    /// Takes one source row of `[width, 3]` bytes, of which one more than it has may be read.
    package mutating func take(row: Int, _ pixels: UnsafePointer<UInt8>) {
        guard let side = geometry?.side, rows.sources.contains(row) else { return }
        narrowed.withUnsafeMutableBufferPointer { narrowed in
            guard let start = narrowed.baseAddress else { return }
            let target = start + (row - rows.sources.lowerBound) * side * 3
            pixels_resample_row(
                pixels, target, side, columns.firsts, columns.counts, columns.coefficients, columns.taps)
        }
    }

    /// Writes the square `[side, side, 3]` after the last row.
    package mutating func finish(into square: inout Picture) {
        guard let side = geometry?.side else { preconditionFailure("no picture has begun") }
        precondition(square.width == side && square.height == side, "the square must be \(side) x \(side) pixels")
        let stride = side * 3
        narrowed.withUnsafeBufferPointer { narrowed in
            rows.coefficients.withUnsafeBufferPointer { coefficients in
                guard let start = narrowed.baseAddress, let weights = coefficients.baseAddress else { return }
                for row in 0..<side {
                    let first = Int(rows.firsts[row]) - rows.sources.lowerBound
                    let (count, weights) = (Int(rows.counts[row]), weights + row * rows.taps)
                    let target = square.mutablePointer(row: row)
                    pixels_blend_rows(start + first * stride, stride, count, weights, target, stride)
                }
            }
        }
    }
}
