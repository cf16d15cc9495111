import CKernels
import COneDNN
package import Tensors
import Threads

/// LookupViT's bidirectional cross-attention for fixed numbers of tokens, in 32-bit floats: the compressed tokens gather
/// from the lookup tokens, and the same attention, kept and transposed, carries them back.
package struct CrossAttention: ~Copyable {
    /// How the kept attention is normalised before it is transposed.
    package enum Return: Sendable {
        /// Not at all.
        case asKept
        /// Each lookup token's weights divided by their sum (plus 1e-6).
        case columnSums
        /// A softmax of the kept scores over the compressed tokens.
        case softmax
    }

    private let queries: Int
    private let keys: Int
    private let heads: Int
    private let channels: Int
    private let sequences: Int
    private let back: Return
    private let gathering: Softmax
    private let infusing: Softmax
    private let context: ComputeContext
    private var scores: Tensor
    /// The columns' sums of weights, of each part.
    private var sums: Tensor
    /// Rows of 32-bit floats on their way to another format, `[sequences * max(queries, keys), channels]`.
    private var floats: Tensor
    /// The attention of the last gathering, `[sequences * heads * queries, keys]`.
    package private(set) var attention: Tensor

    /// Compiles the attention of `queries` compressed to `keys` lookup tokens of `channels` channels split into `heads`
    /// heads, for a number of sequences that lie one after the other.
    package init(
        queries: Int, keys: Int, channels: Int, heads: Int, sequences: Int = 1, back: Return, context: ComputeContext
    ) throws(KernelError) {
        precondition(channels % heads == 0, "\(channels) channels do not split into \(heads) heads")
        let maps = sequences * heads
        let gathering = try Softmax(rows: maps * queries, columns: keys, context: context)
        let infusing = try Softmax(rows: queries, columns: keys, overRows: true, context: context)
        self.queries = queries
        self.keys = keys
        self.heads = heads
        self.channels = channels
        self.sequences = sequences
        self.back = back
        self.gathering = gathering
        self.infusing = infusing
        scores = Tensor([maps * queries, keys])
        self.context = context
        sums = Tensor([context.mostThreads, keys])
        floats = Tensor([sequences * max(queries, keys), channels])
        attention = Tensor([maps * queries, keys])
    }

    /// Gathers: each compressed token attends to all lookup tokens of its sequence. The attention is kept for `infuse`.
    ///
    /// - Parameters:
    ///   - query: `[sequences * queries, channels]`, head-major.
    ///   - keyValue: keys, then values of the lookup tokens, `[sequences * keys, 2 * channels]`, each head-major.
    ///   - output: `[sequences * queries, channels]`.
    package mutating func gather(
        _ query: borrowing Tensor, _ keyValue: borrowing Tensor, into output: inout Operand
    ) {
        precondition(query.columns == channels && keyValue.columns == 2 * channels, "attention of other widths")
        precondition(
            query.rows == sequences * queries && keyValue.rows == sequences * keys, "attention of other tokens")
        precondition(output.columns == channels && output.rows == query.rows, "attention to another output")
        let (rows, stride) = target(for: output)
        var step = step(output: rows, stride: stride)
        (step.query, step.value) = (query.pointer(), keyValue.pointer())
        inParts(&step) { step, part, parts in
            step.assumingMemoryBound(to: CrossAttentionStep.self).pointee.score(part, parts)
        }
        gathering.run(scores.mutablePointer(), into: attention.mutablePointer())
        inParts(&step) { step, part, parts in
            step.assumingMemoryBound(to: CrossAttentionStep.self).pointee.gather(part, parts)
        }
        finish(&output)
    }

    /// Infuses: the kept attention, transposed, carries values of the compressed tokens `[sequences * queries, channels]`
    /// to the lookup tokens `[sequences * keys, channels]`. Runs once after each gathering.
    package mutating func infuse(_ value: borrowing Tensor, into output: inout Operand) {
        precondition(value.columns == channels && output.columns == channels, "attention of other widths")
        precondition(value.rows == sequences * queries && output.rows == sequences * keys, "attention of other tokens")
        let (rows, stride) = target(for: output)
        var weights = attention.pointer()
        if back == .softmax {
            for map in 0..<sequences * heads {
                let own = scores.mutablePointer(row: map * queries)
                infusing.run(own, into: own)
            }
            weights = scores.pointer()
        }
        var step = step(output: rows, stride: stride)
        (step.value, step.weights) = (value.pointer(), weights)
        step.sums = back == .columnSums ? sums.mutablePointer() : nil
        inParts(&step) { step, part, parts in
            step.assumingMemoryBound(to: CrossAttentionStep.self).pointee.infuse(part, parts)
        }
        finish(&output)
    }

    /// What is the same for all steps.
    private mutating func step(output: UnsafeMutablePointer<Float>, stride: Int) -> CrossAttentionStep {
        CrossAttentionStep(
            queries: queries, keys: keys, heads: heads, channels: channels, maps: sequences * heads,
            scores: scores.mutablePointer(), weights: attention.pointer(), output: output, stride: stride)
    }

    private func inParts(_ step: inout CrossAttentionStep, _ body: ComputeTeam.Body) {
        context.inParts(
            step.maps, nanoseconds: sequences * queries * keys * channels / 64, &step, body)
    }

    /// Where an output's rows are made, and how many floats they lie apart: in itself, or in `floats` on their way to another
    /// format.
    private mutating func target(for output: borrowing Operand) -> (UnsafeMutablePointer<Float>, Int) {
        guard output.precision == .fp32 else { return (floats.mutablePointer(), channels) }
        let view = output.view()
        return (view.values.assumingMemoryBound(to: Float.self), view.stride / 4)
    }

    /// Converts what was made on the way to another format.
    private func finish(_ output: inout Operand) {
        guard output.precision != .fp32 else { return }
        Conversion(input: floats.pointer(), columns: channels, count: output.rows, output: output.view())
            .run(on: context)
    }
}

/// A softmax of a matrix of a fixed size, along its rows or, with `overRows`, down its columns.
private struct Softmax: ~Copyable {
    private let primitive: Primitive
    private let source: Memory
    private let destination: Memory

    init(rows: Int, columns: Int, overRows: Bool = false, context: ComputeContext) throws(KernelError) {
        let name = "softmax of \(rows) x \(columns)"
        var layout = try Memory.matrix(rows, columns)
        var operation = dnnl_softmax_desc_t()
        try check(
            dnnl_softmax_forward_desc_init(&operation, dnnl_forward_inference, &layout, overRows ? 0 : 1), name)
        let primitive = try Primitive(&operation, name: name, context: context)
        let source = try Memory(layout, context: context)
        let destination = try Memory(layout, context: context)
        self.primitive = primitive
        self.source = source
        self.destination = destination
    }

    borrowing func run(_ input: UnsafeMutablePointer<Float>, into output: UnsafeMutablePointer<Float>) {
        source.bind(input)
        destination.bind(output)
        primitive.run([
            dnnl_exec_arg_t(arg: DNNL_ARG_SRC, memory: source.handle),
            dnnl_exec_arg_t(arg: DNNL_ARG_DST, memory: destination.handle),
        ])
    }
}
