import Kernels
import Tensors

/// The transformer encoder that both stages share, compiled for a fixed number of sequences of a fixed number of
/// tokens: per block `x += attention(norm(x)); x += mlp(norm(x))`.
///
/// The last block ends for the class tokens alone: an answer needs no more, and there the other tokens serve only as keys
/// and values. Who reads the others has a sequence finished.
///
/// Owned by one compute thread; its buffers are made here, so running it allocates nothing.
final class Encoder {
    /// The class tokens of the last run, `[sequences, dim]`.
    private(set) var classTokens: Tensor

    private let model: BoundModel
    private let tokens: Int
    private let sequences: Int
    private let qkv: MatMul
    private var attention: Attention
    private let ending: BlockEnding
    /// The last block's ending for class tokens alone.
    private let classEnding: BlockEnding
    /// The last block's ending for all tokens of one sequence; nil where nobody reads them.
    private let finishing: BlockEnding?
    private var normalized: Operand
    private var queriesKeysValues: Operand
    private var attended: Operand
    private var classAttended: Operand
    private var finishingAttended: Operand

    /// Compiles the encoder for `sequences` sequences of `tokens` tokens, one after the other in the rows of a tensor.
    ///
    /// - Parameter isFinishable: whether `finish` will be called.
    init(_ model: BoundModel, tokens: Int, sequences: Int = 1, isFinishable: Bool = false) throws {
        let rows = tokens * sequences
        let (dim, heads) = (model.model.geometry.dim, model.model.geometry.heads)
        let (block, context) = (model.model.weights.blocks[0], model.context)
        self.model = model
        self.tokens = tokens
        self.sequences = sequences
        qkv = try MatMul(rows: rows, like: block.qkv, context: context)
        attention = Attention(
            tokens: tokens, channels: dim, heads: heads, precision: model.model.precision, context: context)
        ending = try BlockEnding(like: block, rows: rows, context: context)
        classEnding = try BlockEnding(like: block, rows: sequences, context: context)
        finishing = isFinishable ? try BlockEnding(like: block, rows: tokens, context: context) : nil
        normalized = Operand(rows: rows, for: block.qkv)
        queriesKeysValues = Operand(rows: rows, columns: 3 * dim, precision: attention.precision)
        attended = Operand(rows: rows, for: block.projection)
        classAttended = Operand(rows: sequences, for: block.projection)
        finishingAttended = Operand(rows: isFinishable ? tokens : 0, for: block.projection)
        classTokens = Tensor([sequences, dim])
    }

    /// Passes tokens `[sequences * tokens, dim]` through all blocks in place, the class tokens to the end of the last, the
    /// others to where it has attended.
    ///
    /// - Parameters:
    ///   - classAttentions: follow the class token's attention, one a sequence, where the stage wants it.
    ///   - observe: sees the tokens after each block, which after the last are as this leaves them.
    func run(
        _ x: inout Tensor, classAttentions: [ClassAttention] = [], observe: ((Int, borrowing Tensor) -> Void)? = nil
    ) {
        precondition(classAttentions.isEmpty || classAttentions.count == sequences, "attentions of other sequences")
        for sequence in classAttentions.indices { classAttentions[sequence].reset() }
        for index in model.blocks.indices {
            let block = model.blocks[index]
            let next = index + 1 < model.blocks.count ? model.blocks[index + 1].qkv.shared : nil
            block.attentionNorm.run(x, count: x.rows, into: &normalized, on: model.context)
            model.passed(.normalization)
            qkv.run(normalized, weights: block.qkv, into: &queriesKeysValues, next: block.projection.shared)
            model.passed(.qkv)
            for sequence in 0..<sequences {
                attention.run(
                    queriesKeysValues, row: sequence * tokens, queries: next == nil ? 1 : tokens, into: &attended)
                if !classAttentions.isEmpty { classAttentions[sequence].follow(attention, block: index) }
            }
            model.passed(.attention)
            if next == nil {
                finishClassTokens(x, block)
            } else {
                ending.run(attended, block, into: &x, next: next, profile: model.profile)
            }
            observe?(index, x)
        }
    }

    /// Finishes the last block for all tokens of one sequence of the last run.
    ///
    /// - Parameters:
    ///   - x: the tokens as the run left them.
    ///   - finished: gets the tokens after the last block, `[tokens, dim]`.
    func finish(_ sequence: Int, of x: borrowing Tensor, into finished: inout Tensor) {
        guard let finishing else { preconditionFailure("an encoder whose other tokens nobody reads") }
        let row = sequence * tokens
        attention.run(queriesKeysValues, row: row, into: &attended)
        for token in 0..<tokens { finishingAttended.copyRow(row + token, of: attended, to: token) }
        finished.copyRows(row..<row + tokens, of: x, to: 0)
        model.passed(.attention)
        finishing.run(
            finishingAttended, model.blocks[model.blocks.count - 1], into: &finished, next: nil, profile: model.profile)
    }

    private func finishClassTokens(_ x: borrowing Tensor, _ block: BoundBlock) {
        for sequence in 0..<sequences {
            classTokens.copyRows(sequence * tokens..<sequence * tokens + 1, of: x, to: sequence)
            classAttended.copyRow(sequence * tokens, of: attended, to: sequence)
        }
        classEnding.run(classAttended, block, into: &classTokens, next: nil, profile: model.profile)
    }
}
