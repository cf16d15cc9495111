import Kernels
import Tensors

/// The transformer encoder that both stages share, compiled for a fixed number of sequences of a fixed number of
/// tokens: per block `x += attention(norm(x)); x += mlp(norm(x))`.
///
/// Owned by one compute thread; its buffers are made here, so running it allocates nothing.
final class Encoder {
    /// Whose outputs somebody reads.
    enum Outputs {
        /// Every token's.
        case allTokens
        /// The class tokens' alone: in the last block the others serve only as keys and values.
        case classTokens
    }

    /// The class tokens of the last run where they alone are read, `[sequences, dim]`.
    private(set) var classTokens: Tensor

    private let model: BoundModel
    private let tokens: Int
    private let sequences: Int
    private let outputs: Outputs
    private let qkv: MatMul
    private var attention: Attention
    private let ending: BlockEnding
    /// The last block's ending for class tokens alone.
    private let classEnding: BlockEnding?
    private var normalized: Operand
    private var queriesKeysValues: Operand
    private var attended: Operand
    private var classAttended: Operand

    /// Compiles the encoder for `sequences` sequences of `tokens` tokens, one after the other in the rows of a tensor.
    init(_ model: BoundModel, tokens: Int, sequences: Int = 1, outputs: Outputs) throws {
        let rows = tokens * sequences
        let (dim, heads) = (model.model.geometry.dim, model.model.geometry.heads)
        let (block, context) = (model.model.weights.blocks[0], model.context)
        self.model = model
        self.tokens = tokens
        self.sequences = sequences
        self.outputs = outputs
        qkv = try MatMul(rows: rows, like: block.qkv, context: context)
        attention = Attention(
            tokens: tokens, channels: dim, heads: heads, precision: model.model.precision, context: context)
        ending = try BlockEnding(like: block, rows: rows, context: context)
        classEnding = outputs == .classTokens ? try BlockEnding(like: block, rows: sequences, context: context) : nil
        normalized = Operand(rows: rows, for: block.qkv)
        queriesKeysValues = Operand(rows: rows, columns: 3 * dim, precision: attention.precision)
        attended = Operand(rows: rows, for: block.projection)
        classAttended = Operand(rows: sequences, for: block.projection)
        classTokens = Tensor([sequences, dim])
    }

    /// Passes tokens `[sequences * tokens, dim]` through all blocks in place.
    ///
    /// - Parameters:
    ///   - classAttentions: follow the class token's attention, one a sequence, where the stage wants it.
    ///   - observe: sees the tokens after each block; for parity checks.
    func run(
        _ x: inout Tensor, classAttentions: [ClassAttention] = [], observe: ((Int, borrowing Tensor) -> Void)? = nil
    ) {
        precondition(classAttentions.isEmpty || classAttentions.count == sequences, "attentions of other sequences")
        for sequence in classAttentions.indices { classAttentions[sequence].reset() }
        for index in model.blocks.indices {
            let block = model.blocks[index]
            let next = index + 1 < model.blocks.count ? model.blocks[index + 1].qkv.shared : nil
            let isForClassTokens = outputs == .classTokens && next == nil
            block.attentionNorm.run(x, count: x.rows, into: &normalized, on: model.context)
            model.passed(.normalization)
            qkv.run(normalized, weights: block.qkv, into: &queriesKeysValues, next: block.projection.shared)
            model.passed(.qkv)
            for sequence in 0..<sequences {
                attention.run(
                    queriesKeysValues, row: sequence * tokens, queries: isForClassTokens ? 1 : tokens, into: &attended)
                if !classAttentions.isEmpty { classAttentions[sequence].follow(attention, block: index) }
            }
            model.passed(.attention)
            if isForClassTokens {
                finishClassTokens(x, block)
            } else {
                ending.run(attended, block, into: &x, next: next, profile: model.profile)
            }
            observe?(index, x)
        }
    }

    private func finishClassTokens(_ x: borrowing Tensor, _ block: BoundBlock) {
        for sequence in 0..<sequences {
            classTokens.copyRows(sequence * tokens..<sequence * tokens + 1, of: x, to: sequence)
            classAttended.copyRow(sequence * tokens, of: attended, to: sequence)
        }
        classEnding?.run(classAttended, block, into: &classTokens, next: nil, profile: model.profile)
    }
}
