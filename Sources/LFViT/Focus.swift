import Kernels
package import Tensors

/// The second stage: a close look at the kept cells at full resolution (the paper's section "focus").
///
/// Owned by one compute thread, compiled for the number of cells that its settings keep and for a fixed number of
/// pictures, which are placed one by one and then answered together.
package final class Focus: FocusStage {
    /// How many pictures are answered together.
    package let batch: Int

    private let model: BoundModel
    private let assembly: FocusSequence
    private let encoder: Encoder
    private let classifier: Classifier
    private var tokens: Tensor

    /// Compiles the stage on the calling compute thread.
    package init(_ model: BoundModel, settings: CascadeSettings, batch: Int = 1) throws {
        assembly = try FocusSequence(model, settings: settings, batch: batch)
        self.batch = batch
        self.model = model
        encoder = try Encoder(model, tokens: assembly.length, sequences: batch)
        classifier = try Classifier(model, sequences: batch)
        tokens = Tensor([batch * assembly.length, model.model.geometry.dim])
    }

    /// The encoder's input as assembled, picture after picture, `[batch * (1 + 4 * kept + reused), dim]`.
    package var sequence: Tensor {
        _read { yield assembly.tokens }
    }

    /// Assembles one picture's sequence, as `FocusStage` says.
    package func place(
        _ picture: borrowing Tensor, _ selection: RegionSelection, embeddings: borrowing Tensor,
        features: borrowing Tensor, at position: Int = 0
    ) {
        assembly.place(picture, selection, embeddings: embeddings, features: features, at: position)
    }

    /// Answers all placed pictures together; `answer(_:)` then gives each one's answer.
    package func run() {
        tokens.copyRows(0..<tokens.rows, of: assembly.tokens, to: 0)
        model.passed(.rest)
        encoder.run(&tokens)
        classifier.run(encoder.classTokens)
    }

    /// The answer to one picture of the last run.
    package func answer(_ position: Int = 0) -> Answer { classifier.answer(position) }

    /// The last answers' logits, `[batch, classes]`; for parity checks.
    package var logits: [Float] { classifier.logits.values() }

    /// The last placed picture's fused features in the order of the kept cells, `[kept, dim]`; for parity checks.
    package var fusedFeatures: [Float] { assembly.fusedFeatures }
}
