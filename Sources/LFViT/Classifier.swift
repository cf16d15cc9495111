import Kernels
import Tensors

/// The last normalisation and the head, on the class tokens alone.
final class Classifier {
    private let model: BoundModel
    private let sequences: Int
    private let norm: LayerNorm
    private let head: MatMul
    private var classTokens: Tensor
    private var normalized: Tensor
    /// The last answers' logits, `[sequences, classes]`.
    private(set) var logits: Tensor

    init(_ model: BoundModel, sequences: Int = 1) throws {
        let geometry = model.model.geometry
        self.model = model
        self.sequences = sequences
        norm = try LayerNorm(rows: sequences, columns: geometry.dim, context: model.context)
        head = try MatMul(rows: sequences, like: model.model.weights.head, context: model.context)
        classTokens = Tensor([sequences, geometry.dim])
        normalized = Tensor([sequences, geometry.dim])
        logits = Tensor([sequences, geometry.classes])
    }

    /// Classifies the encoder's output `[sequences * tokens, dim]`; each sequence begins with its class token.
    func run(_ tokens: borrowing Tensor) {
        let length = tokens.rows / sequences
        for sequence in 0..<sequences {
            classTokens.copyRows(sequence * length..<sequence * length + 1, of: tokens, to: sequence)
        }
        norm.run(classTokens, weights: model.model.weights.norm, into: &normalized)
        head.run(normalized, weights: model.head, into: &logits)
    }

    /// Classifies one sequence that the last normalisation has seen already.
    func run(normalized tokens: borrowing Tensor) {
        head.run(tokens, weights: model.head, into: &logits)
    }

    /// The answer to one sequence of the last run.
    func answer(_ sequence: Int = 0) -> Answer {
        Answer(logits: UnsafeBufferPointer(start: logits.pointer(row: sequence), count: logits.columns))
    }
}
