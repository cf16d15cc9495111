import Kernels
import Tensors

/// The last normalisation and the head, on the class tokens alone.
final class Classifier {
    private let model: BoundModel
    private let sequences: Int
    private let head: MatMul
    private var normalized: Operand
    /// The last answers' logits, `[sequences, classes]`.
    private(set) var logits: Tensor

    init(_ model: BoundModel, sequences: Int = 1) throws {
        let (geometry, weights) = (model.model.geometry, model.model.weights)
        self.model = model
        self.sequences = sequences
        head = try MatMul(rows: sequences, like: weights.head, context: model.context)
        normalized = Operand(rows: sequences, for: weights.head)
        logits = Tensor([sequences, geometry.classes])
    }

    /// Classifies by the encoder's class tokens, `[sequences, dim]`.
    func run(_ classTokens: borrowing Tensor) {
        model.model.weights.norm.run(classTokens, count: sequences, into: &normalized)
        head.run(normalized, weights: model.head, into: &logits)
        model.passed(.head)
    }

    /// The answer to one sequence of the last run.
    func answer(_ sequence: Int = 0) -> Answer {
        Answer(logits: UnsafeBufferPointer(start: logits.pointer(row: sequence), count: logits.columns))
    }
}
