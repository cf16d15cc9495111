import Kernels
import Tensors

/// The transformer encoder that both stages share, compiled for a fixed number of tokens: per block
/// `x += attention(norm(x)); x += mlp(norm(x))`.
///
/// Owned by one compute thread; its buffers are made here, so running it allocates nothing.
final class Encoder {
    private let model: BoundModel
    private let tokens: Int
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

    /// Compiles the encoder for sequences of `tokens` tokens.
    init(_ model: BoundModel, tokens: Int) throws {
        let (dim, heads) = (model.model.geometry.dim, model.model.geometry.heads)
        let (block, context) = (model.model.weights.blocks[0], model.context)
        self.model = model
        self.tokens = tokens
        norm = try LayerNorm(rows: tokens, columns: dim, context: context)
        qkv = try MatMul(rows: tokens, like: block.qkv, context: context)
        attention = try Attention(tokens: tokens, channels: dim, heads: heads, context: context)
        projection = try MatMul(rows: tokens, like: block.projection, epilogue: .add, context: context)
        expand = try MatMul(rows: tokens, like: block.expand, epilogue: .gelu, context: context)
        contract = try MatMul(rows: tokens, like: block.contract, epilogue: .add, context: context)
        normalized = Tensor([tokens, dim])
        queriesKeysValues = Tensor([tokens, 3 * dim])
        attended = Tensor([tokens, dim])
        hidden = Tensor([tokens, 4 * dim])
    }

    /// Passes tokens `[tokens, dim]` through all blocks in place.
    ///
    /// - Parameters:
    ///   - classAttention: follows the class token's attention, where the stage wants it.
    ///   - observe: sees the tokens after each block; for parity checks.
    func run(
        _ x: inout Tensor, classAttention: ClassAttention? = nil, observe: ((Int, borrowing Tensor) -> Void)? = nil
    ) {
        classAttention?.reset()
        for index in model.blocks.indices {
            let block = model.blocks[index]
            norm.run(x, weights: block.attentionNorm, into: &normalized)
            qkv.run(normalized, weights: block.qkv, into: &queriesKeysValues)
            attention.run(queriesKeysValues, row: 0, into: &attended)
            classAttention?.follow(attention, block: index)
            projection.run(attended, weights: block.projection, into: &x)

            norm.run(x, weights: block.feedForwardNorm, into: &normalized)
            expand.run(normalized, weights: block.expand, into: &hidden)
            contract.run(hidden, weights: block.contract, into: &x)
            observe?(index, x)
        }
    }
}
