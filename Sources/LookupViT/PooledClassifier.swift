import Kernels
import Tensors

/// The last normalisation, the mean over a sequence's tokens, and a head.
final class PooledClassifier {
    private let sequences: Int
    private let context: ComputeContext
    private let product: MatMul
    private var normalized: Tensor
    private var pooled: Tensor
    private var operand: Operand
    /// The last answers' logits, `[sequences, classes]`.
    private(set) var logits: Tensor

    /// Compiles a classifier of `rows` tokens in sequences of equal length.
    init(rows: Int, sequences: Int, head: PackedWeights, context: ComputeContext) throws {
        self.sequences = sequences
        self.context = context
        product = try MatMul(rows: sequences, like: head, context: context)
        normalized = Tensor([rows, head.inputs])
        pooled = Tensor([sequences, head.inputs])
        operand = Operand(rows: sequences, for: head)
        logits = Tensor([sequences, head.outputs])
    }

    /// Classifies tokens `[rows, dim]`.
    func run(_ tokens: borrowing Tensor, norm: Norm, head: borrowing BoundWeights) {
        norm.run(tokens, count: normalized.rows, into: &normalized, on: context)
        let length = normalized.rows / sequences
        let width = normalized.columns
        for sequence in 0..<sequences {
            let target = pooled.mutablePointer(row: sequence)
            target.update(repeating: 0, count: width)
            for row in sequence * length..<(sequence + 1) * length {
                let source = normalized.pointer(row: row)
                for channel in 0..<width { target[channel] += source[channel] }
            }
            for channel in 0..<width { target[channel] /= Float(length) }
        }
        operand.take(0..<sequences, of: pooled)
        product.run(operand, weights: head, into: &logits)
    }
}
