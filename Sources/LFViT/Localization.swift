import Kernels
package import Tensors

/// The first stage: one glance at the whole picture at half resolution (the paper's section "localization").
///
/// Owned by one compute thread, compiled for a fixed number of pictures, which are placed one by one, glanced at together and
/// then shown one by one: a picture's embeddings `E_1`, features `Z_1` and class attention are there while it is shown.
package final class Localization {
    /// The layer-0 tokens `E_1` of the picture shown.
    package let embedding: CoarseEmbedding
    /// The shown picture's tokens after the last normalisation, class token first, `[n * n + 1, dim]`.
    package private(set) var features: Tensor
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
    private var placed: Tensor
    private var tokens: Tensor
    private var classTokens: Tensor

    /// Compiles the stage on the calling compute thread.
    ///
    /// - Parameter beta: the decay of the class attention.
    package init(_ model: BoundModel, beta: Double, batch: Int = 1) throws {
        let geometry = model.model.geometry
        count = geometry.localizationTokens
        self.model = model
        self.batch = batch
        embedding = try CoarseEmbedding(model)
        encoder = try Encoder(model, tokens: count, sequences: batch, outputs: .allTokens)
        classifier = try Classifier(model, sequences: batch)
        classAttentions = (0..<batch).map { _ in ClassAttention(cells: geometry.cells, beta: beta) }
        placed = Tensor([batch * count, geometry.dim])
        tokens = Tensor([batch * count, geometry.dim])
        classTokens = Tensor([batch, geometry.dim])
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
    /// - Parameter observe: sees the tokens after each block; for parity checks.
    package func run(observe: ((Int, borrowing Tensor) -> Void)? = nil) {
        tokens.copyRows(0..<tokens.rows, of: placed, to: 0)
        model.passed(.rest)
        encoder.run(&tokens, classAttentions: classAttentions, observe: observe)
        for position in 0..<batch {
            classTokens.copyRows(position * count..<position * count + 1, of: tokens, to: position)
        }
        classifier.run(classTokens)
    }

    /// Shows what the last run saw in one picture, and returns its answer.
    package func show(_ position: Int = 0) -> Answer {
        shown = position
        if batch > 1 { embedding.show(placed, row: position * count) }
        model.model.weights.norm.run(tokens, row: position * count, count: count, into: &features, on: model.context)
        model.passed(.normalization)
        return classifier.answer(position)
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
