import CPixels

/// Pillow's antialiased bicubic resize, bit for bit, of the part of a picture that a centre crop keeps.
///
/// Rows go in from top to bottom: `begin`, `take` for every row, `finish`. Each row is resampled horizontally at once
/// and rounded to 8 bits; only those narrow rows are kept for the vertical pass. Tables and rows are reused while
/// pictures of one size follow each other, so a camera's frames allocate nothing. One resampler belongs to one thread.
package struct Resampler: ~Copyable {
    /// What is made of a picture.
    package enum Target: Sendable {
        /// The square that the crop cuts out.
        case square
        /// The same at half the resolution, as if the square had been made first: no rounding comes between.
        case half

        /// Its side in pixels.
        func side(_ geometry: CropGeometry) -> Int {
            switch self {
            case .square: geometry.side
            case .half: geometry.side / 2
            }
        }
    }

    private let target: Target
    private var geometry: CropGeometry?
    private var columns = ResamplingTable(source: 1, extent: 1, target: 1, kept: 0..<1)
    private var rows = ResamplingTable(source: 1, extent: 1, target: 1, kept: 0..<1)
    private var part = PixelRectangle(row: 0, column: 0, width: 1, height: 1)
    /// The source rows that the part is made of.
    private(set) var sourceRows = 0..<0
    /// The horizontally resampled rows from the first source row on, `[rows, part.width, 3]`.
    private var narrowed: [UInt8] = []

    /// Makes a resampler; tables and rows are made for the first picture.
    package init(_ target: Target = .square) {
        self.target = target
    }

    /// Prepares for the rows of a picture of this geometry.
    ///
    /// - Parameter part: what of the target is made, as it would be with the rest; all where nil.
    package mutating func begin(_ geometry: CropGeometry, part: PixelRectangle? = nil) {
        if geometry != self.geometry { tabulate(geometry) }
        let side = target.side(geometry)
        self.part = part ?? PixelRectangle(row: 0, column: 0, width: side, height: side)
        sourceRows = rows.sources(of: self.part.rows)
        let count = sourceRows.count * self.part.width * 3
        if narrowed.count < count { narrowed = [UInt8](repeating: 0, count: count) }
    }

    /// The source pixels that the target, or its part, is made of.
    var sources: PixelRectangle {
        let columns = columns.sources(of: part.columns)
        return PixelRectangle(
            row: sourceRows.lowerBound, column: columns.lowerBound, width: columns.count, height: sourceRows.count)
    }

    /// Takes one source row of `[width, 3]` bytes, of which one more than it has may be read.
    ///
    /// - Parameter column: the source column that the bytes begin with; all columns that the target is made of follow.
    package mutating func take(row: Int, _ pixels: UnsafePointer<UInt8>, from column: Int = 0) {
        guard sourceRows.contains(row) else { return }
        let offset = (row - sourceRows.lowerBound) * part.width * 3
        narrowed.withUnsafeMutableBufferPointer { narrowed in
            guard let start = narrowed.baseAddress else { return }
            pixels_resample_row(
                pixels, start + offset, part.width, columns.firsts, columns.counts, columns.coefficients, columns.taps,
                part.column, Int32(column))
        }
    }

    /// Writes the square `[side, side, 3]` after the last row, or the part of it.
    package mutating func finish(into square: inout Picture) {
        guard let geometry else { preconditionFailure("no picture has begun") }
        let side = target.side(geometry)
        precondition(square.width == side && square.height == side, "the square must be \(side) x \(side) pixels")
        let stride = part.width * 3
        narrowed.withUnsafeBufferPointer { narrowed in
            rows.coefficients.withUnsafeBufferPointer { coefficients in
                guard let start = narrowed.baseAddress, let weights = coefficients.baseAddress else { return }
                for row in part.rows {
                    let first = Int(rows.firsts[row]) - sourceRows.lowerBound
                    let (count, weights) = (Int(rows.counts[row]), weights + row * rows.taps)
                    let target = square.mutablePointer(row: row) + 3 * part.column
                    pixels_blend_rows(start + first * stride, stride, count, weights, target, stride)
                }
            }
        }
    }

    private mutating func tabulate(_ geometry: CropGeometry) {
        self.geometry = geometry
        let (source, extent, resized, origin) = (geometry.source, geometry.extent, geometry.resized, geometry.origin)
        let isHalved = target == .half
        columns = ResamplingTable(
            source: source.width, extent: extent.width, target: resized.width,
            kept: origin.column..<origin.column + geometry.side, isHalved: isHalved)
        rows = ResamplingTable(
            source: source.height, extent: extent.height, target: resized.height,
            kept: origin.row..<origin.row + geometry.side, isHalved: isHalved)
    }
}
