import Kernels
import Tensors

/// The transformer encoder that both stages share, compiled for a fixed number of sequences of a fixed number of
/// tokens: per block `x += attention(norm(x)); x += mlp(norm(x))`.
///
/// Owned by one compute thread; its buffers are made here, so running it allocates nothing.
final class Encoder {
    private let model: BoundModel
    private let tokens: Int
    private let sequences: Int
    private let norm: LayerNorm
    private let qkv: MatMul
    private var attention: Attention
    private let projection: MatMul
    private let expand: MatMul
    private let contract: MatMul
    private var normalized: Tensor
    private var queriesKeysValues: Tensor
    private var attended: Tensor
    private var hidden: Tensor

    /// Compiles the encoder for `sequences` sequences of `tokens` tokens, one after the other in the rows of a tensor.
    init(_ model: BoundModel, tokens: Int, sequences: Int = 1) throws {
        let rows = tokens * sequences
        let (dim, heads) = (model.model.geometry.dim, model.model.geometry.heads)
        let (block, context) = (model.model.weights.blocks[0], model.context)
        self.model = model
        self.tokens = tokens
        self.sequences = sequences
        norm = try LayerNorm(rows: rows, columns: dim, context: context)
        qkv = try MatMul(rows: rows, like: block.qkv, context: context)
        attention = Attention(
            tokens: tokens, channels: dim, heads: heads, precision: model.model.precision)
        projection = try MatMul(rows: rows, like: block.projection, epilogue: .add, context: context)
        expand = try MatMul(rows: rows, like: block.expand, epilogue: .gelu, context: context)
        contract = try MatMul(rows: rows, like: block.contract, epilogue: .add, context: context)
        normalized = Tensor([rows, dim])
        queriesKeysValues = Tensor([rows, 3 * dim])
        attended = Tensor([rows, dim])
        hidden = Tensor([rows, 4 * dim])
    }

    /// Passes tokens `[sequences * tokens, dim]` through all blocks in place.
    ///
    /// - Parameters:
    ///   - classAttention: follows the class token's attention in the last sequence, where the stage wants it.
    ///   - observe: sees the tokens after each block; for parity checks.
    func run(
        _ x: inout Tensor, classAttention: ClassAttention? = nil, observe: ((Int, borrowing Tensor) -> Void)? = nil
    ) {
        classAttention?.reset()
        for index in model.blocks.indices {
            let block = model.blocks[index]
            norm.run(x, weights: block.attentionNorm, into: &normalized)
            qkv.run(normalized, weights: block.qkv, into: &queriesKeysValues)
            for sequence in 0..<sequences {
                attention.run(queriesKeysValues, row: sequence * tokens, into: &attended)
            }
            classAttention?.follow(attention, block: index)
            projection.run(attended, weights: block.projection, into: &x)

            norm.run(x, weights: block.feedForwardNorm, into: &normalized)
            expand.run(normalized, weights: block.expand, into: &hidden)
            contract.run(hidden, weights: block.contract, into: &x)
            observe?(index, x)
        }
    }
}
