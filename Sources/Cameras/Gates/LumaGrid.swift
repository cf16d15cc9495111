/// How light each of 32 x 24 cells of a frame is, 0 to 255: enough to tell whether something moved.
package struct LumaGrid: Equatable, Sendable {
    /// Cells in a row.
    package static let columns = 32
    /// Rows of cells.
    package static let rows = 24

    /// The cells row by row, `[rows, columns]`.
    package let values: [UInt8]

    /// Takes the cells as they are, `rows * columns` of them.
    package init(values: [UInt8]) {
        precondition(values.count == Self.rows * Self.columns, "\(values.count) cells")
        self.values = values
    }

    /// Averages a plane of luma, of each cell at most 8 x 8 pixels evenly spread.
    ///
    /// - Parameters:
    ///   - plane: `[height, stride]` bytes, of which the first `width` of a row count.
    ///   - width: at least 1, as is the height.
    ///   - step: bytes from one pixel to the next.
    package init(_ plane: UnsafePointer<UInt8>, width: Int, height: Int, stride: Int, step: Int = 1) {
        values = (0..<Self.rows).flatMap { row in
            let lines = Self.samples(row, of: Self.rows, over: height)
            return (0..<Self.columns).map { column in
                let places = Self.samples(column, of: Self.columns, over: width)
                var (sum, count) = (0, 0)
                for line in lines {
                    for place in places {
                        sum += Int(plane[line * stride + place * step])
                        count += 1
                    }
                }
                return UInt8(sum / count)
            }
        }
    }

    private static func samples(_ cell: Int, of cells: Int, over length: Int) -> StrideTo<Int> {
        let first = cell * length / cells
        let end = max(first + 1, (cell + 1) * length / cells)
        return Swift.stride(from: first, to: end, by: max(1, (end - first) / 8))
    }

    /// The share of the cells whose lightness differs by more than `step`, 0 to 1.
    package func change(from other: LumaGrid, step: Int) -> Double {
        var count = 0
        for (own, old) in zip(values, other.values) where abs(Int(own) - Int(old)) > step { count += 1 }
        return Double(count) / Double(values.count)
    }
}
