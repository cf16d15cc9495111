import Kernels
import Tensors

/// The last normalisation and the head, on the class token alone.
final class Classifier {
    private let model: BoundModel
    private let norm: LayerNorm
    private let head: MatMul
    private var normalized: Tensor
    private(set) var logits: Tensor

    init(_ model: BoundModel) throws {
        let geometry = model.model.geometry
        self.model = model
        norm = try LayerNorm(rows: 1, columns: geometry.dim, context: model.context)
        head = try MatMul(rows: 1, like: model.model.weights.head, context: model.context)
        normalized = Tensor([1, geometry.dim])
        logits = Tensor([1, geometry.classes])
    }

    /// Answers from the encoder's output `[tokens, dim]`, whose row 0 is the class token.
    func answer(_ tokens: borrowing Tensor) -> Answer {
        norm.run(tokens, weights: model.model.weights.norm, into: &normalized)
        return answer(normalized: normalized)
    }

    /// Answers from tokens that the last normalisation has seen already.
    func answer(normalized tokens: borrowing Tensor) -> Answer {
        head.run(tokens, weights: model.head, into: &logits)
        return Answer(logits: UnsafeBufferPointer(start: logits.pointer(), count: logits.columns))
    }
}
