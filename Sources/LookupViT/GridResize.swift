package import Tensors

/// Bilinear resizing of a grid of tokens: LookupViT's `T`, equal to PyTorch's `interpolate(mode="bilinear")`.
///
/// `T` is linear, so features and positions are added first and compressed once.
package struct GridResize: Sendable {
    /// How many tokens come out.
    package var count: Int { rows.count * columns.count }

    private let rows: [Taps]
    private let columns: [Taps]
    private let inputColumns: Int
    private let inputCount: Int

    /// What one output row or column is made of: neighbouring inputs from `first` on, with their weights.
    private struct Taps: Sendable {
        let first: Int
        let weights: [Float]
    }

    /// Plans the resizing of a grid of rows and columns to another.
    ///
    /// - Parameters:
    ///   - alignCorners: corner tokens' centres meet, instead of the grids' borders.
    ///   - antialias: where the grid shrinks, the filter widens to take in every token; goes without `alignCorners`.
    package init(
        from input: (rows: Int, columns: Int), to output: (rows: Int, columns: Int), alignCorners: Bool, antialias: Bool
    ) {
        func taps(_ input: Int, _ output: Int) -> [Taps] {
            (0..<output).map {
                antialias
                    ? GridResize.wide($0, input, output)
                    : GridResize.narrow($0, input, output, alignCorners: alignCorners)
            }
        }
        rows = taps(input.rows, output.rows)
        columns = taps(input.columns, output.columns)
        inputColumns = input.columns
        inputCount = input.rows * input.columns
    }

    /// Resizes the grid that lies in rows of `tokens` from `row` on, row-major, to rows of `output` from `outputRow` on.
    package func run(_ tokens: borrowing Tensor, row: Int = 0, into output: inout Tensor, at outputRow: Int = 0) {
        precondition(row + inputCount <= tokens.rows && outputRow + count <= output.rows, "a grid beyond its tensors")
        precondition(tokens.columns == output.columns, "a grid of another width")
        let width = tokens.columns
        let source = tokens.pointer(row: row)
        var target = output.mutablePointer(row: outputRow)
        for vertical in rows.indices {
            for horizontal in columns.indices {
                target.update(repeating: 0, count: width)
                for y in rows[vertical].weights.indices {
                    for x in columns[horizontal].weights.indices {
                        let token = (rows[vertical].first + y) * inputColumns + columns[horizontal].first + x
                        let weight = rows[vertical].weights[y] * columns[horizontal].weights[x]
                        let values = source + token * width
                        for channel in 0..<width { target[channel] += weight * values[channel] }
                    }
                }
                target += width
            }
        }
    }

    /// The two nearest inputs of one output.
    private static func narrow(_ index: Int, _ input: Int, _ output: Int, alignCorners: Bool) -> Taps {
        let place: Float
        if alignCorners {
            place = output > 1 ? Float(index) * (Float(input - 1) / Float(output - 1)) : 0
        } else {
            place = max(0, (Float(index) + 0.5) * (Float(input) / Float(output)) - 0.5)
        }
        let first = min(Int(place), input - 1)
        let share = place - Float(first)
        return first + 1 < input
            ? Taps(first: first, weights: [1 - share, share]) : Taps(first: first, weights: [1])
    }

    /// A triangle as wide as an output's own share of the input.
    private static func wide(_ index: Int, _ input: Int, _ output: Int) -> Taps {
        let scale = Float(input) / Float(output)
        let support = max(scale, 1)
        let centre = scale * (Float(index) + 0.5)
        let first = max(Int(centre - support + 0.5), 0)
        let last = min(Int(centre + support + 0.5), input)
        let weights = (first..<last).map { max(0, 1 - abs((Float($0) - centre + 0.5) / support)) }
        let sum = weights.reduce(0, +)
        return Taps(first: first, weights: weights.map { $0 / sum })
    }
}
