import CKernels
import COneDNN
package import Tensors

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
    private var scores: Tensor
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
        sums = Tensor([keys])
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
        let width = channels / heads
        let scale = 1 / Float(width).squareRoot()
        let map = queries * keys
        let scored = scores.mutablePointer()
        for sequence in 0..<sequences {
            let query = query.pointer(row: sequence * queries)
            let key = keyValue.pointer(row: sequence * keys)
            for head in 0..<heads {
                multiply(
                    transposing: (false, true), (queries, keys, width), scale, (query + head * width, channels),
                    (key + head * width, 2 * channels), into: (scored + (sequence * heads + head) * map, keys)
                )
            }
        }
        gathering.run(scores.mutablePointer(), into: attention.mutablePointer())
        let weights = attention.pointer()
        let (rows, stride) = target(for: output)
        for sequence in 0..<sequences {
            let value = keyValue.pointer(row: sequence * keys) + channels
            let first = rows + sequence * queries * stride
            for head in 0..<heads {
                multiply(
                    transposing: (false, false), (queries, width, keys), 1,
                    (weights + (sequence * heads + head) * map, keys), (value + head * width, 2 * channels),
                    into: (first + head * width, stride)
                )
            }
        }
        finish(&output)
    }

    /// Infuses: the kept attention, transposed, carries values of the compressed tokens `[sequences * queries, channels]`
    /// to the lookup tokens `[sequences * keys, channels]`. Runs once after each gathering.
    package mutating func infuse(_ value: borrowing Tensor, into output: inout Operand) {
        precondition(value.columns == channels && output.columns == channels, "attention of other widths")
        precondition(value.rows == sequences * queries && output.rows == sequences * keys, "attention of other tokens")
        let width = channels / heads
        let (rows, stride) = target(for: output)
        for sequence in 0..<sequences {
            let value = value.pointer(row: sequence * queries)
            let rows = rows + sequence * keys * stride
            for head in 0..<heads {
                let first = (sequence * heads + head) * queries
                var weights = attention.pointer(row: first)
                if back == .softmax {
                    let own = scores.mutablePointer(row: first)
                    infusing.run(own, into: own)
                    weights = UnsafePointer(own)
                }
                multiply(
                    transposing: (true, false), (keys, width, queries), 1, (weights, keys),
                    (value + head * width, channels), into: (rows + head * width, stride)
                )
                if back == .columnSums { divide(rows + head * width, width, stride, by: weights) }
            }
        }
        finish(&output)
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
        if output.precision != .fp32 { output.take(0..<output.rows, of: floats) }
    }

    /// Divides each lookup token's row of one head by the sum of the weights that made it.
    private mutating func divide(
        _ rows: UnsafeMutablePointer<Float>, _ width: Int, _ stride: Int, by weights: UnsafePointer<Float>
    ) {
        let sums = sums.mutablePointer()
        sums.update(repeating: 1e-6, count: keys)
        for query in 0..<queries {
            for key in 0..<keys { sums[key] += weights[query * keys + key] }
        }
        for key in 0..<keys {
            let share = 1 / sums[key]
            for channel in 0..<width { rows[key * stride + channel] *= share }
        }
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

/// A row-major matrix by its first element and the distance between rows.
private typealias Matrix = (UnsafePointer<Float>, Int)

/// `output = scale * a x b` of rows x columns values, each a sum of `depth` products; either input may be transposed.
private func multiply(
    transposing: (Bool, Bool), _ size: (rows: Int, columns: Int, depth: Int), _ scale: Float, _ a: Matrix, _ b: Matrix,
    into output: (UnsafeMutablePointer<Float>, Int)
) {
    func letter(_ transposed: Bool) -> CChar { transposed ? 0x54 : 0x4E }  // "T", "N"
    let status = dnnl_sgemm(
        letter(transposing.0), letter(transposing.1), Int64(size.rows), Int64(size.columns), Int64(size.depth), scale,
        a.0, Int64(a.1), b.0, Int64(b.1), 0, output.0, Int64(output.1)
    )
    precondition(status == dnnl_success, "oneDNN failed in a matrix product: \(status)")
}
