package import Tensors

/// One pass over the whole picture at full resolution: DeiT/ViT, the baseline that the cascade is measured against.
package final class PlainPass {
    private let model: BoundModel
    private let embedding: PatchEmbedding
    private let encoder: Encoder
    private let classifier: Classifier
    private var start: Tensor
    private var tokens: Tensor

    /// Compiles the pass on the calling compute thread.
    package init(_ model: BoundModel) throws {
        let geometry = model.model.geometry
        let shape: Shape = [geometry.plainTokens, model.model.geometry.dim]
        self.model = model
        embedding = try PatchEmbedding(model, count: geometry.plainTokens - 1)
        encoder = try Encoder(model, tokens: geometry.plainTokens)
        classifier = try Classifier(model)
        start = Tensor(shape)
        start.copyRows(0..<geometry.plainTokens, of: model.model.weights.finePositions, to: 0)
        start.addRow(0, of: model.model.weights.classToken, to: 0)
        tokens = Tensor(shape)
    }

    /// Looks at a normalised picture `[3, side, side]`.
    package func run(_ picture: borrowing Tensor) -> Answer {
        let side = model.model.geometry.image
        precondition(picture.shape.isPlanes(side: side), "a picture of shape \(picture.shape)")
        for patch in 0..<start.rows - 1 { embedding.gather(patch, of: picture, side: side, into: patch) }
        tokens.copyRows(0..<start.rows, of: start, to: 0)
        embedding.run(into: &tokens, row: 1)
        encoder.run(&tokens)
        classifier.run(tokens)
        return classifier.answer()
    }

    /// The last answer's logits, `[1, classes]`; for parity checks.
    package var logits: [Float] { classifier.logits.values() }
}
