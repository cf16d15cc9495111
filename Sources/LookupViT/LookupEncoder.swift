import Checkpoints
import Kernels
import LFViT
package import Tensors

/// LookupViT's blocks, compiled for a number of sequences of `compressed` and `lookup` tokens. Where these tokens come from
/// is the caller's affair: a picture's grid, a video's grids one after the other, another model's sequence.
///
/// Owned by one compute thread; its buffers are made here, so running it allocates nothing.
package final class LookupEncoder {
    /// Sees a named intermediate of a block; for parity checks.
    package typealias Observer = (_ block: Int, _ name: String, borrowing Tensor) -> Void

    private let model: BoundLookupBlocks
    private let head: LookupHead
    private let sequences: Int
    private let compressed: Compressed
    private let lookup: Lookup
    private var attention: Attention
    private let attentionTokens: Int
    private var cross: CrossAttention

    /// The kernels and buffers over the compressed tokens.
    private final class Compressed {
        let linear: MatMul
        let add: MatMul
        let qkv: MatMul
        let ending: BlockEnding
        var normalized: Operand
        var projected: Tensor
        var attended: Operand
        var queriesKeysValues: Operand

        init(_ model: BoundLookupBlocks, rows: Int, between precision: Precision) throws {
            let (dim, context) = (model.weights.geometry.dim, model.context)
            let block = model.weights.blocks[0]
            linear = try MatMul(rows: rows, like: block.gatherQuery, context: context)
            add = try MatMul(rows: rows, like: block.gatherOutput, epilogue: .add, context: context)
            qkv = try MatMul(rows: rows, like: block.refinement.qkv, context: context)
            ending = try BlockEnding(like: block.refinement, rows: rows, context: context)
            normalized = Operand(rows: rows, for: block.refinement.qkv)
            projected = Tensor([rows, dim])
            attended = Operand(rows: rows, for: block.refinement.projection)
            queriesKeysValues = Operand(rows: rows, columns: 3 * dim, precision: precision)
        }
    }

    /// The kernels and buffers over the lookup tokens.
    private final class Lookup {
        let keyValue: MatMul
        let add: MatMul
        let expand: MatMul
        let contract: MatMul
        var normalized: Operand
        var keysValues: Tensor
        var infused: Operand
        var hidden: Operand

        init(_ model: BoundLookupBlocks, rows: Int) throws {
            let (dim, context) = (model.weights.geometry.dim, model.context)
            let block = model.weights.blocks[0]
            keyValue = try MatMul(rows: rows, like: block.gatherKeyValue, context: context)
            add = try MatMul(rows: rows, like: block.infuseOutput, epilogue: .add, context: context)
            expand = try MatMul(rows: rows, like: block.lookupExpand, epilogue: .gelu, context: context)
            contract = try MatMul(rows: rows, like: block.lookupContract, epilogue: .add, context: context)
            normalized = Operand(rows: rows, for: block.lookupExpand)
            keysValues = Tensor([rows, 2 * dim])
            infused = Operand(rows: rows, for: block.infuseOutput)
            hidden = Operand(rows: rows, for: block.lookupContract)
        }
    }

    /// Compiles the blocks for `sequences` sequences, each of `compressed` (`M`) and `lookup` (`N`) tokens.
    ///
    /// - Parameter head: with `compressed`, the last block leaves the lookup tokens as they are.
    package init(
        _ model: BoundLookupBlocks, compressed: Int, lookup: Int, sequences: Int = 1, head: LookupHead = .average
    ) throws {
        let configuration = model.weights.geometry.configuration
        let back: CrossAttention.Return =
            switch configuration.reverseNorm ?? ReverseNorm.none {
            case .none: .asKept
            case .column: .columnSums
            case .softmax: .softmax
            }
        self.model = model
        self.head = head
        self.sequences = sequences
        attention = Attention(
            tokens: compressed, channels: configuration.dim, heads: configuration.heads,
            precision: model.weights.precision, context: model.context)
        self.compressed = try Compressed(model, rows: sequences * compressed, between: attention.precision)
        self.lookup = try Lookup(model, rows: sequences * lookup)
        attentionTokens = compressed
        cross = try CrossAttention(
            queries: compressed, keys: lookup, channels: configuration.dim, heads: configuration.heads,
            sequences: sequences, back: back, context: model.context
        )
    }

    /// Passes compressed tokens `[sequences * M, dim]` and lookup tokens `[sequences * N, dim]` through all blocks in
    /// place.
    package func run(_ z: inout Tensor, _ tokens: inout Tensor, observe: Observer? = nil) {
        for index in model.blocks.indices {
            let block = model.blocks[index]
            gather(&z, tokens, block)
            observe?(index, "attention", cross.attention)
            observe?(index, "gathered", z)
            refine(&z, block)
            observe?(index, "refined", z)
            if head == .compressed, index == model.blocks.count - 1 { return }
            infuse(z, &tokens, block)
            observe?(index, "infused", tokens)
            block.norms.lookupNorm.run(tokens, count: tokens.rows, into: &lookup.normalized, on: model.context)
            lookup.expand.run(
                lookup.normalized, weights: block.lookupExpand, into: &lookup.hidden, next: block.lookupContract.shared)
            lookup.contract.run(lookup.hidden, weights: block.lookupContract, into: &tokens)
            observe?(index, "lookup", tokens)
        }
    }

    /// How much the compressed tokens of the first sequence looked at each lookup token in the last block, `[N]`.
    var lookedAt: [Float] {
        let rows = cross.attention.rows / sequences
        var mean = [Float](repeating: 0, count: cross.attention.columns)
        for row in 0..<rows {
            for token in mean.indices { mean[token] += cross.attention[row, token] / Float(rows) }
        }
        return mean
    }

    /// Information gathering: compressed tokens ask the lookup tokens; the attention is kept.
    private func gather(_ z: inout Tensor, _ tokens: borrowing Tensor, _ block: BoundLookupBlock) {
        block.norms.gatherCompressedNorm.run(z, count: z.rows, into: &compressed.normalized, on: model.context)
        compressed.linear.run(
            compressed.normalized, weights: block.gatherQuery, into: &compressed.projected,
            next: block.gatherKeyValue.shared)
        block.norms.gatherLookupNorm.run(tokens, count: tokens.rows, into: &lookup.normalized, on: model.context)
        lookup.keyValue.run(lookup.normalized, weights: block.gatherKeyValue, into: &lookup.keysValues)
        cross.gather(compressed.projected, lookup.keysValues, into: &compressed.attended)
        compressed.add.run(
            compressed.attended, weights: block.gatherOutput, into: &z,
            next: block.refinement.qkv.shared)
    }

    /// Representation refinement: a plain ViT block on the compressed tokens.
    private func refine(_ z: inout Tensor, _ block: BoundLookupBlock) {
        let refinement = block.refinement
        refinement.attentionNorm.run(z, count: z.rows, into: &compressed.normalized, on: model.context)
        compressed.qkv.run(
            compressed.normalized, weights: refinement.qkv, into: &compressed.queriesKeysValues,
            next: refinement.projection.shared)
        for sequence in 0..<sequences {
            let row = sequence * attentionTokens
            attention.run(compressed.queriesKeysValues, row: row, into: &compressed.attended, at: row)
        }
        compressed.ending.run(compressed.attended, refinement, into: &z, next: block.infuseValue.shared)
    }

    /// Global context infusion: the kept attention, transposed, carries the compressed tokens back.
    private func infuse(_ z: borrowing Tensor, _ tokens: inout Tensor, _ block: BoundLookupBlock) {
        block.norms.infuseNorm.run(z, count: z.rows, into: &compressed.normalized, on: model.context)
        compressed.linear.run(
            compressed.normalized, weights: block.infuseValue, into: &compressed.projected,
            next: block.infuseOutput.shared)
        cross.infuse(compressed.projected, into: &lookup.infused)
        lookup.add.run(lookup.infused, weights: block.infuseOutput, into: &tokens, next: block.lookupExpand.shared)
    }
}
