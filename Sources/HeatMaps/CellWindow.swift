/// A square of coarse cells: the region that the focus stage looks at closely.
package struct CellWindow: Hashable, Sendable {
    /// The uppermost row of cells.
    package let row: Int
    /// The leftmost column of cells.
    package let column: Int
    /// The cells on a side.
    package let side: Int

    /// Makes a window from its upper left cell and its side.
    package init(row: Int, column: Int, side: Int) {
        (self.row, self.column, self.side) = (row, column, side)
    }

    /// Whether the cell, counted row by row on a grid of `grid` cells a side, lies in the window.
    package func contains(_ cell: Int, grid: Int) -> Bool {
        (row..<row + side).contains(cell / grid) && (column..<column + side).contains(cell % grid)
    }
}
