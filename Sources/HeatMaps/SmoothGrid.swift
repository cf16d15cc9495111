/// The values of a coarse grid as a smooth surface that goes through every cell's value at the cell's centre.
struct SmoothGrid {
    private let side: Int
    /// The values stretched to 0...1; all zero where they are all equal.
    private let values: [Float]

    /// Takes `side * side` values, row by row.
    init(side: Int, values: [Float]) {
        self.side = side
        let low = values.min() ?? 0
        let range = (values.max() ?? 0) - low
        self.values = values.map { range > 0 ? ($0 - low) / range : 0 }
    }

    /// The surface at a point, in cells from the upper left corner; not beyond 0...1.
    func value(row: Float, column: Float) -> Float {
        let (rows, columns) = (taps(row), taps(column))
        var sum: Float = 0
        for (row, rowWeight) in rows {
            for (column, columnWeight) in columns {
                sum += rowWeight * columnWeight * values[row * side + column]
            }
        }
        return min(max(sum, 0), 1)
    }

    /// The four cells around a position, those beyond the edge replaced by the edge's, with Catmull-Rom weights.
    private func taps(_ position: Float) -> [(cell: Int, weight: Float)] {
        let first = (position - 0.5).rounded(.down)
        let t = position - 0.5 - first
        let weights = [
            ((-0.5 * t + 1) * t - 0.5) * t,
            (1.5 * t - 2.5) * t * t + 1,
            ((-1.5 * t + 2) * t + 0.5) * t,
            (0.5 * t - 0.5) * t * t,
        ]
        return weights.enumerated().map { (min(max(Int(first) - 1 + $0.offset, 0), side - 1), $0.element) }
    }
}
