package import Kernels
package import Tensors

/// What follows attention in a block, for a fixed number of tokens: the output projection and the perceptron, each added to
/// the tokens.
package final class BlockEnding {
    private let rows: Int
    private let context: ComputeContext
    private let projection: MatMul
    private let expand: MatMul
    private let contract: MatMul
    private var normalized: Operand
    private var hidden: Operand

    /// Compiles the ending for `rows` tokens and any block of the shape of `block`.
    package init(like block: BlockWeights, rows: Int, context: ComputeContext) throws {
        self.rows = rows
        self.context = context
        projection = try MatMul(rows: rows, like: block.projection, epilogue: .add, context: context)
        expand = try MatMul(rows: rows, like: block.expand, epilogue: .gelu, context: context)
        contract = try MatMul(rows: rows, like: block.contract, epilogue: .add, context: context)
        normalized = Operand(rows: rows, for: block.expand)
        hidden = Operand(rows: rows, for: block.contract)
    }

    /// Ends a block for tokens `x` `[rows, dim]` that attended to `attended`.
    ///
    /// - Parameters:
    ///   - row: the first of the tokens in `x`.
    ///   - next: the layer that comes after the block.
    ///   - profile: where time is to be measured.
    package func run(
        _ attended: borrowing Operand, _ block: BoundBlock, into x: inout Tensor, at row: Int = 0,
        next: PackedWeights?, profile: Profile? = nil
    ) {
        projection.run(attended, weights: block.projection, into: &x, at: row, next: block.expand.shared)
        profile?.passed(.projection)
        block.feedForwardNorm.run(x, row: row, count: rows, into: &normalized, on: context)
        profile?.passed(.normalization)
        expand.run(normalized, weights: block.expand, into: &hidden, next: block.contract.shared)
        profile?.passed(.expand)
        contract.run(hidden, weights: block.contract, into: &x, at: row, next: next)
        profile?.passed(.contract)
    }
}
