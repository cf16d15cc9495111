/// The choice that an edge's localization made, authoritative for the worker.
package struct Region: Equatable, Sendable {
    /// Side of the full-resolution picture in pixels, a multiple of 32.
    package var imageSide: Int
    /// Side of the region in cells of 32 pixels.
    package var regionSide: Int
    /// Which window, row-major by its top-left cell.
    package var regionIndex: Int
    /// Bit `i % 8` of byte `i / 8` says whether cell `i` of the `[n, n]` grid is looked at closely.
    package var keptCells: [UInt8]
    /// Share of the region's cells that is kept, above 0, to 1.
    package var alpha: Float

    /// Makes the value; bounds are checked when it is read from the network, see `Bounds`.
    package init(imageSide: Int, regionSide: Int, regionIndex: Int, keptCells: [UInt8], alpha: Float) {
        self.imageSide = imageSide
        self.regionSide = regionSide
        self.regionIndex = regionIndex
        self.keptCells = keptCells
        self.alpha = alpha
    }

    /// All of a picture, for models without a region.
    package static func whole(imageSide: Int) -> Region {
        let grid = imageSide / 32
        return Region(
            imageSide: imageSide, regionSide: grid, regionIndex: 0,
            keptCells: mask(of: 0..<grid * grid, gridSide: grid), alpha: 1)
    }

    /// Cells along a side of the picture.
    package var gridSide: Int { imageSide / 32 }

    /// Whether a cell of the grid, row-major, is looked at closely.
    package func keeps(cell: Int) -> Bool { keptCells[cell / 8] >> UInt8(cell % 8) & 1 == 1 }

    /// The mask of the given cells for a grid of `side * side` cells.
    package static func mask(of cells: some Sequence<Int>, gridSide side: Int) -> [UInt8] {
        var mask = [UInt8](repeating: 0, count: (side * side + 7) / 8)
        for cell in cells { mask[cell / 8] |= 1 << UInt8(cell % 8) }
        return mask
    }
}
