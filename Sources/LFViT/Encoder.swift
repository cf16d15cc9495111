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
    /// How many sequences pass a block together: what lies between its products stays in the second cache, and the next ones
    /// find its weights there or in the third.
    private let together: Int
    private var normalized: Operand
    private var queriesKeysValues: Operand
    private var attended: Operand
    private var classAttended: Operand

    /// Compiles the encoder for `sequences` sequences of `tokens` tokens, one after the other in the rows of a tensor.
    ///
    /// - Parameter isFinishable: whether `finish` will be called.
    init(_ model: BoundModel, tokens: Int, sequences: Int = 1, isFinishable: Bool = false) throws {
        together = Encoder.together(tokens: tokens, sequences: sequences)
        let rows = tokens * together
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
        queriesKeysValues = Operand(
            rows: isFinishable ? tokens * sequences : rows, columns: 3 * dim, precision: attention.precision)
        attended = Operand(rows: rows, for: block.projection)
        classAttended = Operand(rows: sequences, for: block.projection)
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
            for first in stride(from: 0, to: sequences, by: together) {
                let row = first * tokens
                block.attentionNorm.run(x, row: row, count: together * tokens, into: &normalized, on: model.context)
                model.passed(.normalization)
                // Who finishes needs the last block's of all sequences.
                let place = next == nil && finishing != nil ? row : 0
                qkv.run(
                    normalized, weights: block.qkv, into: &queriesKeysValues, at: place,
                    next: block.projection.shared)
                model.passed(.qkv)
                for member in 0..<together {
                    attention.run(
                        queriesKeysValues, row: place + member * tokens, queries: next == nil ? 1 : tokens,
                        into: &attended, at: member * tokens)
                    if !classAttentions.isEmpty { classAttentions[first + member].follow(attention, block: index) }
                    if next == nil { takeClassToken(first + member, x, from: member * tokens) }
                }
                model.passed(.attention)
                guard let next else { continue }
                let upcoming = first + together < sequences ? block.qkv.shared : next
                ending.run(attended, block, into: &x, at: row, next: upcoming, profile: model.profile)
            }
            if next == nil {
                classEnding.run(classAttended, block, into: &classTokens, next: nil, profile: model.profile)
            }
            observe?(index, x)
        }
    }

    /// As many sequences as are worth multiplying together, in equal parts.
    private static func together(tokens: Int, sequences: Int) -> Int {
        (1...sequences).last { sequences % $0 == 0 && $0 * tokens <= MatMul.mostRowsTogether } ?? 1
    }

    /// Finishes the last block for all tokens of one sequence of the last run.
    ///
    /// - Parameters:
    ///   - x: the tokens as the run left them.
    ///   - finished: gets the tokens after the last block, `[tokens, dim]`.
    func finish(_ sequence: Int, of x: borrowing Tensor, into finished: inout Tensor) {
        guard let finishing else { preconditionFailure("an encoder whose other tokens nobody reads") }
        let row = sequence * tokens
        attention.run(queriesKeysValues, row: row, into: &attended, at: 0)
        finished.copyRows(row..<row + tokens, of: x, to: 0)
        model.passed(.attention)
        finishing.run(
            attended, model.blocks[model.blocks.count - 1], into: &finished, next: nil, profile: model.profile)
    }

    private func takeClassToken(_ sequence: Int, _ x: borrowing Tensor, from row: Int) {
        classTokens.copyRows(sequence * tokens..<sequence * tokens + 1, of: x, to: sequence)
        classAttended.copyRow(row, of: attended, to: sequence)
    }
}
