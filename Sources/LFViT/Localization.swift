import Kernels
package import Tensors

/// The first stage: one glance at the whole picture at half resolution (the paper's section "localization").
///
/// Owned by one compute thread. After `run` it holds what focus needs of the glance: the embeddings `E_1`, the features
/// `Z_1` and the class attention.
package final class Localization {
    /// The layer-0 tokens with their positions, class token first, `[n * n + 1, dim]`.
    package private(set) var embeddings: Tensor
    /// The tokens after the last normalisation, class token first, `[n * n + 1, dim]`.
    package private(set) var features: Tensor
    /// The accumulated class attention.
    package let classAttention: ClassAttention

    private let model: BoundModel
    private let geometry: Geometry
    private let embedding: PatchEmbedding
    private let encoder: Encoder
    private let norm: LayerNorm
    private let classifier: Classifier
    private var start: Tensor
    private var tokens: Tensor

    /// Compiles the stage on the calling compute thread.
    ///
    /// - Parameter beta: the decay of the class attention.
    package init(_ model: BoundModel, beta: Double) throws {
        let geometry = model.model.geometry
        let dim = model.model.geometry.dim
        let weights = model.model.weights
        precondition(weights.coarsePositions.rows > 0, "a one-pass model has no localization")
        self.model = model
        self.geometry = geometry
        embedding = try PatchEmbedding(model, count: geometry.cells)
        encoder = try Encoder(model, tokens: geometry.localizationTokens)
        norm = try LayerNorm(rows: geometry.localizationTokens, columns: dim, context: model.context)
        classifier = try Classifier(model)
        classAttention = ClassAttention(cells: geometry.cells, beta: beta)
        start = Tensor([geometry.localizationTokens, dim])
        start.copyRows(0..<geometry.localizationTokens, of: weights.coarsePositions, to: 0)
        start.addRow(0, of: weights.classToken, to: 0)
        embeddings = Tensor([geometry.localizationTokens, dim])
        tokens = Tensor([geometry.localizationTokens, dim])
        features = Tensor([geometry.localizationTokens, dim])
    }

    /// Glances at a normalised picture at half resolution, `[3, side / 2, side / 2]`.
    ///
    /// - Parameter observe: sees the tokens after each block; for parity checks.
    package func run(_ low: borrowing Tensor, observe: ((Int, borrowing Tensor) -> Void)? = nil) -> Answer {
        embed(low)
        tokens.copyRows(0..<geometry.localizationTokens, of: embeddings, to: 0)
        encoder.run(&tokens, classAttention: classAttention, observe: observe)
        norm.run(tokens, weights: model.model.weights.norm, into: &features)
        return classifier.answer(normalized: features)
    }

    /// Makes the embeddings of a normalised picture at half resolution alone; all that focus needs of localization where
    /// another machine has run it. Features and class attention keep what they hold.
    package func embed(_ low: borrowing Tensor) {
        let side = model.model.geometry.image / 2
        precondition(low.shape.isPlanes(side: side), "a half-resolution picture of shape \(low.shape)")
        for cell in 0..<geometry.cells { embedding.gather(cell, of: low, side: side, into: cell) }
        embeddings.copyRows(0..<geometry.localizationTokens, of: start, to: 0)
        embedding.run(into: &embeddings, row: 1)
    }

    /// The last answer's logits, `[1, classes]`; for parity checks.
    package var logits: [Float] { classifier.logits.values() }
}
