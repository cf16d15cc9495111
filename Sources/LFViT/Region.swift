/// A square window of coarse cells.
package struct Region: Sendable, Equatable {
    /// The position among all windows of this side, row by row of their top-left cells.
    package let index: Int
    /// The row of the top-left cell.
    package let row: Int
    /// The column of the top-left cell.
    package let column: Int
    /// How many cells a side has: the paper's `m`.
    package let side: Int

    /// Makes the window of an index on a grid of `grid` x `grid` cells.
    package init(index: Int, side: Int, grid: Int) {
        let windows = grid - side + 1
        precondition((0..<windows * windows).contains(index), "window \(index) of \(windows * windows)")
        self.index = index
        self.side = side
        row = index / windows
        column = index % windows
    }

    /// Whether a cell of the grid lies in the window.
    package func contains(row cellRow: Int, column cellColumn: Int) -> Bool {
        (row..<row + side).contains(cellRow) && (column..<column + side).contains(cellColumn)
    }
}
