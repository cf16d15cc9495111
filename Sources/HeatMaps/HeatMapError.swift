/// Why a sheet cannot be drawn.
package enum HeatMapError: Error, Equatable, Sendable {
    /// The picture must be the square that the model saw.
    case notSquare(width: Int, height: Int)
    /// There must be at least one cell a side.
    case emptyGrid(side: Int)
    /// There must be one value for each cell, row by row.
    case attentionCount(expected: Int, found: Int)
    /// A cell's attention is infinite or not a number.
    case attentionNotFinite(cell: Int)
    /// The window must lie on the grid.
    case windowOutside(CellWindow, grid: Int)
    /// A kept cell must lie on the grid and in the window where there is one.
    case keptOutside(cell: Int, grid: Int)
    /// A confidence must lie in 0...1.
    case confidence(Float)
    /// A figure shows from one to this many panels.
    case panelCount(found: Int, most: Int)
    /// The drawing library failed; the reason is its own.
    case drawing(reason: String)
}

extension HeatMapError: CustomStringConvertible {
    /// One sentence: what was expected, what was found.
    package var description: String {
        switch self {
        case .notSquare(let width, let height):
            "expected the square that the model saw, found \(width) x \(height) pixels"
        case .emptyGrid(let side):
            "expected at least one cell a side, found \(side)"
        case .attentionCount(let expected, let found):
            "expected the class attention of \(expected) cells, found \(found)"
        case .attentionNotFinite(let cell):
            "the class attention of cell \(cell) is not a finite number"
        case .windowOutside(let window, let grid):
            "the window of \(window.side) x \(window.side) cells at row \(window.row), column \(window.column) "
                + "does not lie on the grid of \(grid) x \(grid) cells"
        case .keptOutside(let cell, let grid):
            "the kept cell \(cell) lies outside of the window or of the grid of \(grid) x \(grid) cells"
        case .confidence(let value):
            "expected a confidence from 0 to 1, found \(value)"
        case .panelCount(let found, let most):
            "expected 1 to \(most) panels, found \(found); draw several figures"
        case .drawing(let reason):
            "the drawing failed: \(reason)"
        }
    }
}
