/// A part of a picture, in pixels.
package struct PixelRectangle: Equatable, Sendable {
    /// The first row.
    package let row: Int
    /// The first column.
    package let column: Int
    /// The number of columns.
    package let width: Int
    /// The number of rows.
    package let height: Int

    /// Makes the part that begins at a row and a column.
    package init(row: Int, column: Int, width: Int, height: Int) {
        precondition(row >= 0 && column >= 0 && width > 0 && height > 0, "a part of \(width) x \(height) pixels")
        (self.row, self.column, self.width, self.height) = (row, column, width, height)
    }

    /// The rows.
    package var rows: Range<Int> { row..<row + height }

    /// The columns.
    package var columns: Range<Int> { column..<column + width }

    /// Whether another part lies in this one.
    package func contains(_ other: PixelRectangle) -> Bool {
        rows.lowerBound <= other.row && other.rows.upperBound <= rows.upperBound
            && columns.lowerBound <= other.column && other.columns.upperBound <= columns.upperBound
    }
}

extension Picture {
    /// All of the picture.
    package var bounds: PixelRectangle { PixelRectangle(row: 0, column: 0, width: width, height: height) }

    /// Whether a part lies in the picture.
    func contains(_ part: PixelRectangle) -> Bool { bounds.contains(part) }

    /// Paints a part in one colour.
    package mutating func fill(_ part: PixelRectangle, _ colour: Colour) {
        precondition(contains(part), "\(part) of a picture of \(width) x \(height) pixels")
        for row in part.rows {
            for column in part.columns { self[row, column] = colour }
        }
    }
}
