package import Images
package import LFViT

extension RegionSelection {
    /// The smallest part of the square that holds all cells that focus sees at full resolution, on a grid of
    /// `grid` x `grid`.
    package func keptPixels(grid: Int) -> PixelRectangle {
        let cell = 2 * Geometry.patch
        guard !kept.isEmpty else { return PixelRectangle(row: 0, column: 0, width: cell, height: cell) }
        var (top, bottom, left, right) = (grid - 1, 0, grid - 1, 0)
        for place in 0..<kept.count {
            let (row, column) = (kept[place] / grid, kept[place] % grid)
            if row < top { top = row }
            if row > bottom { bottom = row }
            if column < left { left = column }
            if column > right { right = column }
        }
        return PixelRectangle(
            row: top * cell, column: left * cell, width: (right - left + 1) * cell, height: (bottom - top + 1) * cell)
    }
}
