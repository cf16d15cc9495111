import COneDNN
package import Tensors

/// Multi-head self-attention between the qkv product and the output projection, for a fixed number of tokens.
package struct Attention: ~Copyable {
    private let tokens: Int
    private let heads: Int
    private let channels: Int
    private let softmax: Primitive
    private let scores: Memory
    private var probabilities: Tensor

    /// Compiles attention over sequences of `tokens` tokens of `channels` channels split into `heads` heads.
    package init(tokens: Int, channels: Int, heads: Int, context: ComputeContext) throws(KernelError) {
        precondition(channels % heads == 0, "\(channels) channels do not split into \(heads) heads")
        let name = "softmax of \(heads * tokens) x \(tokens)"
        var layout = try Memory.matrix(heads * tokens, tokens)
        var operation = dnnl_softmax_desc_t()
        try check(dnnl_softmax_forward_desc_init(&operation, dnnl_forward_inference, &layout, 1), name)
        let softmax = try Primitive(&operation, name: name, context: context)
        let scores = try Memory(layout, context: context)
        self.tokens = tokens
        self.heads = heads
        self.channels = channels
        self.softmax = softmax
        self.scores = scores
        probabilities = Tensor([heads, tokens, tokens])
    }

    /// Attends within one sequence: rows `row ..< row + tokens` of `qkv` `[_, 3 * channels]` (q, k, v, each
    /// head-major) to the same rows of `output` `[_, channels]`.
    package mutating func run(_ qkv: borrowing Tensor, row: Int, into output: inout Tensor) {
        precondition(qkv.columns == 3 * channels && output.columns == channels, "attention of other widths")
        precondition(row + tokens <= qkv.rows && row + tokens <= output.rows, "attention beyond its tensors")
        let width = channels / heads
        let stride = 3 * channels
        let scale = 1 / Float(width).squareRoot()
        let base = qkv.pointer(row: row)
        let matrix = probabilities.mutablePointer()
        for head in 0..<heads {
            let query = base + head * width
            multiply(
                "N", "T", tokens, tokens, width, scale, query, stride, query + channels, stride,
                matrix + head * tokens * tokens, tokens
            )
        }
        scores.bind(matrix)
        softmax.run([
            dnnl_exec_arg_t(arg: DNNL_ARG_SRC, memory: scores.handle),
            dnnl_exec_arg_t(arg: DNNL_ARG_DST, memory: scores.handle),
        ])
        let destination = output.mutablePointer(row: row)
        for head in 0..<heads {
            multiply(
                "N", "N", tokens, width, tokens, 1, matrix + head * tokens * tokens, tokens,
                base + 2 * channels + head * width, stride, destination + head * width, channels
            )
        }
    }

    /// How the class token of the last sequence attended to each other token, averaged over heads: LF-ViT's `A_l` (eq.
    /// 5), written to `row` `[tokens - 1]`.
    package borrowing func classAttention(into row: inout Tensor) {
        precondition(row.columns == tokens - 1, "a class attention of \(row.columns) for \(tokens) tokens")
        let target = row.mutablePointer()
        for cell in 0..<(tokens - 1) { target[cell] = 0 }
        for head in 0..<heads {
            let source = probabilities.pointer(row: head * tokens) + 1
            for cell in 0..<(tokens - 1) { target[cell] += source[cell] }
        }
        for cell in 0..<(tokens - 1) { target[cell] /= Float(heads) }
    }
}

/// `c = alpha * op(a) x op(b)`, row-major with leading dimensions.
private func multiply(
    _ transposeA: Unicode.Scalar, _ transposeB: Unicode.Scalar, _ rows: Int, _ columns: Int, _ depth: Int,
    _ alpha: Float, _ a: UnsafePointer<Float>, _ strideA: Int, _ b: UnsafePointer<Float>, _ strideB: Int,
    _ c: UnsafeMutablePointer<Float>, _ strideC: Int
) {
    let status = dnnl_sgemm(
        CChar(transposeA.value), CChar(transposeB.value), Int64(rows), Int64(columns), Int64(depth), alpha, a,
        Int64(strideA), b, Int64(strideB), 0, c, Int64(strideC)
    )
    precondition(status == dnnl_success, "oneDNN failed in a matrix product: \(status)")
}
