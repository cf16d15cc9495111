/// What one rule let the focus stage see closely.
package struct RegionChoice: Hashable, Sendable {
    /// The window; nil where the rule keeps scattered cells or nothing at all.
    package let window: CellWindow?
    /// The kept cells, counted row by row; the window's others are dropped.
    package let kept: [Int]

    /// Makes a choice; the figure that shows it checks it against its grid.
    package init(window: CellWindow?, kept: [Int]) {
        (self.window, self.kept) = (window, kept)
    }

    /// Whether the focus stage saw nothing closely.
    var isEmpty: Bool { window == nil && kept.isEmpty }

    /// The window's cells that are not kept, row by row.
    func dropped(grid: Int) -> [Int] {
        guard let window else { return [] }
        let kept = Set(kept)
        return (0..<grid * grid).filter { window.contains($0, grid: grid) && !kept.contains($0) }
    }

    /// Throws where a cell or the window is not on the grid.
    func check(grid: Int) throws(HeatMapError) {
        if let window {
            let fits = { (start: Int) in start >= 0 && start + window.side <= grid }
            guard window.side > 0, fits(window.row), fits(window.column) else {
                throw .windowOutside(window, grid: grid)
            }
        }
        for cell in kept
        where cell < 0 || cell >= grid * grid || window.map({ !$0.contains(cell, grid: grid) }) ?? false {
            throw .keptOutside(cell: cell, grid: grid)
        }
    }
}
