import Kernels
package import Tensors

/// The first stage: one glance at the whole picture at half resolution (the paper's section "localization").
///
/// Owned by one compute thread. After `run` it holds what focus needs of the glance: the embeddings `E_1`, the features
/// `Z_1` and the class attention.
package final class Localization {
    /// The layer-0 tokens `E_1` of the last picture.
    package let embedding: CoarseEmbedding
    /// The tokens after the last normalisation, class token first, `[n * n + 1, dim]`.
    package private(set) var features: Tensor
    /// The accumulated class attention.
    package let classAttention: ClassAttention

    private let model: BoundModel
    private let encoder: Encoder
    private let classifier: Classifier
    private var tokens: Tensor

    /// Compiles the stage on the calling compute thread.
    ///
    /// - Parameter beta: the decay of the class attention.
    package init(_ model: BoundModel, beta: Double) throws {
        let geometry = model.model.geometry
        let count = geometry.localizationTokens
        self.model = model
        embedding = try CoarseEmbedding(model)
        encoder = try Encoder(model, tokens: count, outputs: .allTokens)
        classifier = try Classifier(model)
        classAttention = ClassAttention(cells: geometry.cells, beta: beta)
        tokens = Tensor([count, geometry.dim])
        features = Tensor([count, geometry.dim])
    }

    /// Glances at a normalised picture at half resolution, `[3, side / 2, side / 2]`.
    ///
    /// - Parameter observe: sees the tokens after each block; for parity checks.
    package func run(_ low: borrowing Tensor, observe: ((Int, borrowing Tensor) -> Void)? = nil) -> Answer {
        embedding.run(low)
        tokens.copyRows(0..<tokens.rows, of: embedding.tokens, to: 0)
        model.passed(.rest)
        encoder.run(&tokens, classAttention: classAttention, observe: observe)
        model.model.weights.norm.run(tokens, count: tokens.rows, into: &features)
        model.passed(.normalization)
        classifier.run(normalized: features)
        return classifier.answer()
    }

    /// The last answer's logits; for parity checks.
    package var logits: [Float] { classifier.logits.values() }
}
