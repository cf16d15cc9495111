import Randomness
package import Tensors

/// Chooses region and cells from class attention (the paper's section "region selection", eq. 7-9).
///
/// The choice is defined to the last bit, so edge and worker agree: sums are taken in 32-bit floats in row-major order;
/// among equal windows the lowest index wins, among equal cells the lowest cell.
package struct RegionSelector: Sendable, Equatable {
    /// The side of the coarse grid.
    package let grid: Int
    /// The side of the window.
    package let side: Int
    /// How many cells are kept.
    package let keptCount: Int
    private let rule: RegionRule

    /// Makes a selector; `side` and `alpha` are used by the rules that have them.
    package init(grid: Int, side: Int, alpha: Double, rule: RegionRule) {
        self.grid = grid
        self.side = side
        self.rule = rule
        keptCount = RegionSelector.keptCount(grid: grid, side: side, alpha: alpha, rule: rule)
    }

    /// How many cells a rule keeps: `ceil(alpha * m * m)` in double precision, of the window or of the whole grid.
    package static func keptCount(grid: Int, side: Int, alpha: Double, rule: RegionRule) -> Int {
        let cells = grid * grid
        switch rule {
        case .off: return cells
        case .scattered: return min(cells, Int((Double(cells) * alpha).rounded(.up)))
        default: return min(side * side, Int((Double(side * side) * alpha).rounded(.up)))
        }
    }

    /// Chooses from a frame's class attention `[cells]`.
    ///
    /// - Parameters:
    ///   - frame: identifies the frame; only `random` depends on it.
    ///   - selection: overwritten; its arrays are reused, so a warm selection allocates nothing.
    package func select(_ attention: borrowing Tensor, frame: UInt64 = 0, into selection: inout RegionSelection) {
        precondition(attention.columns == grid * grid, "\(attention.columns) values for a grid of \(grid) x \(grid)")
        selection.kept.removeAll(keepingCapacity: true)
        selection.reused.removeAll(keepingCapacity: true)
        selection.region = nil
        switch rule {
        case .off:
            for cell in 0..<grid * grid { selection.kept.append(cell) }
        case .scattered:
            for cell in 0..<grid * grid { selection.kept.append(cell) }
            keepLargest(attention, &selection)
        default:
            take(window: windowIndex(attention, frame), attention, into: &selection)
        }
    }

    /// Takes over a window that another machine chose from this attention; its cells and their order are `select`'s.
    package func take(window index: Int, _ attention: borrowing Tensor, into selection: inout RegionSelection) {
        precondition(attention.columns == grid * grid, "\(attention.columns) values for a grid of \(grid) x \(grid)")
        let region = Region(index: index, side: side, grid: grid)
        selection.kept.removeAll(keepingCapacity: true)
        selection.reused.removeAll(keepingCapacity: true)
        selection.region = region
        for row in region.row..<region.row + side {
            for column in region.column..<region.column + side { selection.kept.append(row * grid + column) }
        }
        appendOutside(region, &selection)
        keepLargest(attention, &selection)
    }

    private func windowIndex(_ attention: borrowing Tensor, _ frame: UInt64) -> Int {
        switch rule {
        case .negativeNeighbourhood: return extremeWindow(attention, sign: -1)
        case .largestCell: return window(around: extremeCell(attention, sign: 1))
        case .smallestCell: return window(around: extremeCell(attention, sign: -1))
        case .centre: return (grid - side) / 2 * (grid - side + 2)
        case .random:
            let windows = UInt64((grid - side + 1) * (grid - side + 1))
            var random = SeededGenerator(seed: frame)
            return Int(random.next() % windows)
        default: return extremeWindow(attention, sign: 1)
        }
    }

    private func extremeWindow(_ attention: borrowing Tensor, sign: Float) -> Int {
        let windows = grid - side + 1
        var best = 0
        var bestSum = -Float.infinity
        for index in 0..<windows * windows {
            var sum: Float = 0
            for row in index / windows..<index / windows + side {
                for column in index % windows..<index % windows + side { sum += attention[row * grid + column] }
            }
            if sign * sum > bestSum { (best, bestSum) = (index, sign * sum) }
        }
        return best
    }

    private func extremeCell(_ attention: borrowing Tensor, sign: Float) -> Int {
        var best = 0
        for cell in 1..<max(1, grid * grid) where sign * attention[cell] > sign * attention[best] { best = cell }
        return best
    }

    private func window(around cell: Int) -> Int {
        let last = grid - side
        let row = min(max(cell / grid - side / 2, 0), last)
        let column = min(max(cell % grid - side / 2, 0), last)
        return row * (last + 1) + column
    }

    /// The order of the public code: beside the window row by row, then the full rows above, then those below.
    private func appendOutside(_ region: Region, _ selection: inout RegionSelection) {
        for row in region.row..<region.row + side {
            for column in 0..<grid where !(region.column..<region.column + side).contains(column) {
                selection.reused.append(row * grid + column)
            }
        }
        for cell in 0..<grid * region.row { selection.reused.append(cell) }
        for cell in grid * (region.row + side)..<grid * grid { selection.reused.append(cell) }
    }

    /// Sorts the candidates by descending attention, keeps the first `keptCount`, reuses the rest. Insertion sort: stable,
    /// in place, and there are at most a few dozen.
    private func keepLargest(_ attention: borrowing Tensor, _ selection: inout RegionSelection) {
        for index in selection.kept.indices.dropFirst() {
            let cell = selection.kept[index]
            var place = index
            while place > 0, attention[selection.kept[place - 1]] < attention[cell] {
                selection.kept[place] = selection.kept[place - 1]
                place -= 1
            }
            selection.kept[place] = cell
        }
        for place in keptCount..<selection.kept.count { selection.reused.append(selection.kept[place]) }
        selection.kept.removeLast(selection.kept.count - keptCount)
    }
}
