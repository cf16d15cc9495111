import CKernels
package import Tensors

/// Multi-head self-attention between the qkv product and the output projection, for a fixed number of tokens.
///
/// Its two products are computed in bf16 where the layers around it are in a coarser format than fp32 and the processor has
/// instructions for it; softmax always in 32-bit floats.
package struct Attention: ~Copyable {
    /// The format that q, k and v are wanted in.
    package let precision: Precision

    private let tokens: Int
    private let heads: Int
    private let channels: Int
    private let isFromPanels: Bool
    private let context: ComputeContext
    /// Of each part.
    private let scratchFloats: Int
    private var scratch: Tensor
    /// How the class token of the last sequence attended to each token, itself first, `[heads, tokens]`.
    private var classRows: Tensor
    /// Rows of 32-bit floats on their way to another format, `[tokens, channels]`.
    private var floats: Tensor

    /// Prepares attention over sequences of `tokens` tokens of `channels` channels split into `heads` heads, between layers
    /// of a format.
    package init(tokens: Int, channels: Int, heads: Int, precision: Precision = .fp32, context: ComputeContext) {
        precondition(channels % heads == 0, "\(channels) channels do not split into \(heads) heads")
        let width = channels / heads
        let isWhole = width % Int(FOVEA_PANEL) == 0
        let isBrainFloat = precision != .fp32 && isWhole && Precision.bf16.hasPanels
        let isFromPanels = isBrainFloat || isWhole && Precision.fp32.hasPanels
        let floats =
            isFromPanels
            ? fovea_attention_panels_scratch(Int32(tokens), Int32(width))
            : fovea_attention_scratch(Int32(tokens), Int32(width))
        self.tokens = tokens
        self.heads = heads
        self.channels = channels
        self.precision = isBrainFloat ? .bf16 : .fp32
        self.isFromPanels = isFromPanels
        self.context = context
        scratchFloats = (floats + 15) / 16 * 16
        scratch = Tensor([context.mostThreads * scratchFloats])
        classRows = Tensor([heads, tokens])
        self.floats = Tensor([tokens, channels])
    }

    /// Attends within one sequence: rows `row ..< row + tokens` of `qkv` `[_, 3 * channels]` (q, k, v, each
    /// head-major) to rows of `output` `[_, channels]` from `place` on.
    ///
    /// - Parameter queries: how many of the sequence's tokens attend; the class token is the first.
    package mutating func run(
        _ qkv: borrowing Operand, row: Int, queries: Int? = nil, into output: inout Operand, at place: Int
    ) {
        precondition(qkv.columns == 3 * channels && output.columns == channels, "attention of other widths")
        precondition(qkv.precision == precision, "attention of another format")
        let queries = queries ?? tokens
        precondition(row + tokens <= qkv.rows && place + queries <= output.rows, "attention beyond its operands")
        let target = output.view(row: place)
        let isDirect = output.precision == .fp32 || output.precision == precision && isFromPanels
        let rows = isDirect ? target : floats.view()
        let source = qkv.view(row: row)
        if isFromPanels {
            var step = Step(
                source: source, tokens: tokens, queries: queries, heads: heads, width: channels / heads, output: rows,
                classRows: classRows.mutablePointer(), scratch: scratch.mutablePointer(), scratchFloats: scratchFloats
            )
            // Parts are blocks of a head's queries; more of them than there are do nothing.
            context.inParts(heads * queries, nanoseconds: 2 * tokens * queries * channels / 64, &step) {
                step, part, parts in
                step.assumingMemoryBound(to: Step.self).pointee.run(part, parts)
            }
        } else {
            fovea_attention(
                source.values.assumingMemoryBound(to: Float.self), source.stride / 4, Int32(tokens), Int32(heads),
                Int32(channels / heads),
                rows.values.assumingMemoryBound(to: Float.self), rows.stride / 4, classRows.mutablePointer(),
                scratch.mutablePointer()
            )
        }
        if !isDirect {
            Conversion(input: floats.pointer(), columns: channels, count: queries, output: target).run(on: context)
        }
    }

    /// What the parts of an attention share.
    private struct Step {
        let source: fovea_rows
        let tokens: Int
        let queries: Int
        let heads: Int
        let width: Int
        let output: fovea_rows
        let classRows: UnsafeMutablePointer<Float>
        let scratch: UnsafeMutablePointer<Float>
        let scratchFloats: Int

        func run(_ part: Int, _ parts: Int) {
            var (source, output) = (source, output)
            fovea_attention_panels(
                &source, Int32(tokens), Int32(queries), Int32(heads), Int32(width), Int32(part),
                Int32(parts), &output, classRows, scratch + part * scratchFloats
            )
        }
    }

    /// How the class token of the last sequence attended to each other token, averaged over heads: LF-ViT's `A_l` (eq.
    /// 5), written to `row` `[tokens - 1]`.
    package borrowing func classAttention(into row: inout Tensor) {
        precondition(row.columns == tokens - 1, "a class attention of \(row.columns) for \(tokens) tokens")
        let (source, target) = (classRows.pointer(), row.mutablePointer())
        for cell in 0..<(tokens - 1) {
            var sum: Float = 0
            for head in 0..<heads { sum += source[head * tokens + cell + 1] }
            target[cell] = sum / Float(heads)
        }
    }
}
