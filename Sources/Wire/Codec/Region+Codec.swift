import CFoveaProto

extension Region {
    init(_ message: Fovea__Region, _ spares: inout Spares) throws(WireError) {
        imageSide = try checked("region.image_side", message.image_side, in: Bounds.imageSide)
        guard imageSide % 32 == 0 else {
            throw .outOfBounds(field: "region.image_side", found: "\(imageSide)", expected: "a multiple of 32")
        }
        let side = imageSide / 32
        regionSide = try checked("region.region_side", message.region_side, in: 1...side)
        let windows = (side - regionSide + 1) * (side - regionSide + 1)
        regionIndex = try checked("region.region_index", message.region_index, in: 0...windows - 1)
        let cells = try checked("region.kept_cells", message.kept_cells, bytes: (side * side + 7) / 8)
        keptCells = spares.emptyCells()
        keptCells.append(contentsOf: cells)
        let unused = keptCells.count * 8 - side * side
        guard keptCells.contains(where: { $0 != 0 }), (keptCells.last ?? 0).leadingZeroBitCount >= unused else {
            throw .outOfBounds(
                field: "region.kept_cells", found: "no cell or one outside of the grid", expected: "cells of the grid")
        }
        alpha = try checked("region.alpha", message.alpha, in: Float.leastNormalMagnitude...1)
    }

    func place(in arena: Arena) -> UnsafeMutablePointer<Fovea__Region> {
        var message = Fovea__Region()
        fovea__region__init(&message)
        message.image_side = UInt32(clamping: imageSide)
        message.region_side = UInt32(clamping: regionSide)
        message.region_index = UInt32(clamping: regionIndex)
        message.kept_cells = arena.bytes(keptCells)
        message.alpha = alpha
        return arena.place(message)
    }
}
