import CKernels
package import Tensors

/// Multi-head self-attention between the qkv product and the output projection, for a fixed number of tokens.
///
/// Its two products are computed in bf16 where the layers around it are in a coarser format than fp32 and the processor has
/// instructions for it; softmax always in 32-bit floats.
package struct Attention: ~Copyable {
    private let tokens: Int
    private let heads: Int
    private let channels: Int
    private let isBrainFloat: Bool
    private var scratch: Tensor
    /// How the class token of the last sequence attended to each token, itself first, averaged over heads.
    private var classRow: Tensor

    /// Prepares attention over sequences of `tokens` tokens of `channels` channels split into `heads` heads.
    package init(tokens: Int, channels: Int, heads: Int, precision: Precision = .fp32) {
        precondition(channels % heads == 0, "\(channels) channels do not split into \(heads) heads")
        self.tokens = tokens
        self.heads = heads
        self.channels = channels
        isBrainFloat = precision != .fp32 && Precision.bf16.isNative
        scratch = Tensor([fovea_attention_scratch(Int32(tokens), Int32(channels / heads))])
        classRow = Tensor([tokens])
    }

    /// Attends within one sequence: rows `row ..< row + tokens` of `qkv` `[_, 3 * channels]` (q, k, v, each
    /// head-major) to the same rows of `output` `[_, channels]`.
    package mutating func run(_ qkv: borrowing Tensor, row: Int, into output: inout Tensor) {
        precondition(qkv.columns == 3 * channels && output.columns == channels, "attention of other widths")
        precondition(row + tokens <= qkv.rows && row + tokens <= output.rows, "attention beyond its tensors")
        let attend = isBrainFloat ? fovea_attention_bfloat16 : fovea_attention
        attend(
            qkv.pointer(row: row), 3 * channels, Int32(tokens), Int32(heads), Int32(channels / heads),
            output.mutablePointer(row: row), channels, classRow.mutablePointer(), scratch.mutablePointer()
        )
    }

    /// How the class token of the last sequence attended to each other token, averaged over heads: LF-ViT's `A_l` (eq.
    /// 5), written to `row` `[tokens - 1]`.
    package borrowing func classAttention(into row: inout Tensor) {
        precondition(row.columns == tokens - 1, "a class attention of \(row.columns) for \(tokens) tokens")
        let (source, target) = (classRow.pointer() + 1, row.mutablePointer())
        for cell in 0..<(tokens - 1) { target[cell] = source[cell] }
    }
}
