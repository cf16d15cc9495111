import Kernels
package import Tensors

/// The first stage: one glance at the whole picture at half resolution (the paper's section "localization").
///
/// Owned by one compute thread, compiled for a fixed number of pictures, which are placed one by one, glanced at together and
/// then shown one by one: a picture's embeddings `E_1`, features `Z_1` and class attention are there while it is shown. The
/// features are finished on demand: an answer that is sure enough needs none.
package final class Localization {
    /// The layer-0 tokens `E_1` of the picture shown.
    package let embedding: CoarseEmbedding
    /// The shown picture's tokens after the last normalisation, class token first, `[n * n + 1, dim]`; only there once they
    /// were finished.
    package private(set) var features: Tensor
    /// The same before that normalisation; for parity checks.
    package private(set) var finished: Tensor
    /// The accumulated class attention of the picture shown.
    package var classAttention: ClassAttention { classAttentions[shown] }
    /// How many pictures are glanced at together.
    package let batch: Int

    private let model: BoundModel
    private let count: Int
    private let encoder: Encoder
    private let classifier: Classifier
    private let classAttentions: [ClassAttention]
    private var shown = 0
    private var isFinished = false
    private var placed: Tensor
    private var tokens: Tensor

    /// Compiles the stage on the calling compute thread.
    ///
    /// - Parameter beta: the decay of the class attention.
    package init(_ model: BoundModel, beta: Double, batch: Int = 1) throws {
        let geometry = model.model.geometry
        count = geometry.localizationTokens
        self.model = model
        self.batch = batch
        embedding = try CoarseEmbedding(model)
        encoder = try Encoder(model, tokens: count, sequences: batch, isFinishable: true)
        classifier = try Classifier(model, sequences: batch)
        classAttentions = (0..<batch).map { _ in ClassAttention(cells: geometry.cells, beta: beta) }
        placed = Tensor([batch * count, geometry.dim])
        tokens = Tensor([batch * count, geometry.dim])
        finished = Tensor([count, geometry.dim])
        features = Tensor([count, geometry.dim])
    }

    /// Places a normalised picture at half resolution, `[3, side / 2, side / 2]`.
    ///
    /// - Parameter position: which of the batch's pictures this is.
    package func place(_ low: borrowing Tensor, at position: Int = 0) {
        precondition(position < batch, "picture \(position) of a batch of \(batch)")
        embedding.run(low)
        placed.copyRows(0..<count, of: embedding.tokens, to: position * count)
    }

    /// Glances at all placed pictures together; `show(_:)` then tells what was seen in each.
    ///
    /// - Parameter observe: sees the tokens after each block, which after the last are not finished; for parity checks.
    package func run(observe: ((Int, borrowing Tensor) -> Void)? = nil) {
        tokens.copyRows(0..<tokens.rows, of: placed, to: 0)
        model.passed(.rest)
        encoder.run(&tokens, classAttentions: classAttentions, observe: observe)
        classifier.run(encoder.classTokens)
    }

    /// Shows what the last run saw in one picture, and returns its answer.
    package func show(_ position: Int = 0) -> Answer {
        shown = position
        isFinished = false
        if batch > 1 { embedding.show(placed, row: position * count) }
        return classifier.answer(position)
    }

    /// Finishes the features of the picture shown, unless they are there; whoever reads them calls this first.
    package func finish() {
        if isFinished { return }
        encoder.finish(shown, of: tokens, into: &finished)
        model.model.weights.norm.run(finished, count: count, into: &features, on: model.context)
        model.passed(.normalization)
        isFinished = true
    }

    /// Glances at one normalised picture, for batches of one.
    package func run(_ low: borrowing Tensor, observe: ((Int, borrowing Tensor) -> Void)? = nil) -> Answer {
        place(low)
        run(observe: observe)
        return show()
    }

    /// The last answers' logits, `[batch, classes]`; for parity checks.
    package var logits: [Float] { classifier.logits.values() }
}
