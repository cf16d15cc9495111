package import Tensors

/// One pass over the whole picture at full resolution: DeiT/ViT, the baseline that the cascade is measured against.
///
/// Owned by one compute thread, compiled for a fixed number of pictures, which are placed one by one and then answered
/// together.
package final class PlainPass {
    /// How many pictures are answered together.
    package let batch: Int

    private let model: BoundModel
    private let length: Int
    private let embedding: PatchEmbedding
    private let patches: [Int]
    private let encoder: Encoder
    private let classifier: Classifier
    private var start: Tensor
    private var sequence: Tensor
    private var tokens: Tensor

    /// Compiles the pass on the calling compute thread.
    package init(_ model: BoundModel, batch: Int = 1) throws {
        let geometry = model.model.geometry
        length = geometry.plainTokens
        self.model = model
        self.batch = batch
        embedding = try PatchEmbedding(model, count: length - 1)
        patches = Array(0..<length - 1)
        encoder = try Encoder(model, tokens: length, sequences: batch)
        classifier = try Classifier(model, sequences: batch)
        start = Tensor([length, geometry.dim])
        start.copyRows(0..<length, of: model.model.weights.finePositions, to: 0)
        start.addRow(0, of: model.model.weights.classToken, to: 0)
        sequence = Tensor([batch * length, geometry.dim])
        tokens = Tensor([batch * length, geometry.dim])
    }

    /// Embeds one normalised picture `[3, side, side]`.
    ///
    /// - Parameter position: which of the batch's pictures this is.
    package func place(_ picture: borrowing Tensor, at position: Int = 0) {
        let side = model.model.geometry.image
        precondition(picture.shape.isPlanes(side: side), "a picture of shape \(picture.shape)")
        precondition(position < batch, "picture \(position) of a batch of \(batch)")
        embedding.gather(patches, of: picture)
        sequence.copyRows(0..<length, of: start, to: position * length)
        embedding.run(into: &sequence, row: position * length + 1)
    }

    /// Answers all placed pictures together; `answer(_:)` then gives each one's answer.
    package func run() {
        tokens.copyRows(0..<sequence.rows, of: sequence, to: 0)
        model.passed(.rest)
        encoder.run(&tokens)
        classifier.run(encoder.classTokens)
    }

    /// The answer to one picture of the last run.
    package func answer(_ position: Int = 0) -> Answer { classifier.answer(position) }

    /// Looks at one normalised picture `[3, side, side]`, for batches of one.
    package func run(_ picture: borrowing Tensor) -> Answer {
        place(picture)
        run()
        return answer()
    }

    /// The last answers' logits, `[batch, classes]`; for parity checks.
    package var logits: [Float] { classifier.logits.values() }
}
