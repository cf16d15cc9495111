import Kernels
package import Tensors

/// The second stage: a close look at the kept cells at full resolution, fused with what the glance learned of them, beside
/// the glance's tokens of all other cells (the paper's section "focus").
///
/// Owned by one compute thread, compiled for the number of cells that its settings keep and for a fixed number of
/// pictures, which are placed one by one and then answered together.
package final class Focus {
    /// How many pictures are answered together.
    package let batch: Int
    /// The encoder's input as assembled, picture after picture, each with its class token first: the kept cells' four
    /// corners (each list in the order of the cells), then the reused tokens, `[batch * (1 + 4 * kept + reused), dim]`.
    package private(set) var sequence: Tensor

    private let model: BoundModel
    private let geometry: Geometry
    private let length: Int
    private let keptCount: Int
    private let reusedCount: Int
    private let embedding: PatchEmbedding
    private let reuse: FeatureReuse?
    private let encoder: Encoder
    private let classifier: Classifier
    private var tokens: Tensor

    /// Compiles the stage on the calling compute thread.
    package init(_ model: BoundModel, settings: CascadeSettings, batch: Int = 1) throws {
        let geometry = model.model.geometry
        keptCount = settings.selector(geometry).keptCount
        reusedCount = settings.reuse && settings.regionRule != .off ? geometry.cells - keptCount : 0
        length = 1 + 4 * keptCount + reusedCount
        self.model = model
        self.geometry = geometry
        self.batch = batch
        embedding = try PatchEmbedding(model, count: 4 * keptCount)
        reuse = settings.fusion ? try FeatureReuse(model, count: keptCount) : nil
        encoder = try Encoder(model, tokens: length, sequences: batch, outputs: .classTokens)
        classifier = try Classifier(model, sequences: batch)
        sequence = Tensor([batch * length, geometry.dim])
        tokens = Tensor([batch * length, geometry.dim])
    }

    /// Assembles one picture's sequence.
    ///
    /// - Parameters:
    ///   - picture: normalised, `[3, side, side]`; only the kept cells' pixels are read.
    ///   - selection: the cells to look at, and those to take over.
    ///   - embeddings: localization's `E_1`, `[n * n + 1, dim]`; only the reused cells' rows are read.
    ///   - features: localization's `Z_1`, `[n * n + 1, dim]`; only the kept cells' rows are read.
    ///   - position: which of the batch's pictures this is.
    package func place(
        _ picture: borrowing Tensor, _ selection: RegionSelection, embeddings: borrowing Tensor,
        features: borrowing Tensor, at position: Int = 0
    ) {
        let side = geometry.image
        precondition(picture.shape.isPlanes(side: side), "a picture of shape \(picture.shape)")
        precondition(selection.kept.count == keptCount, "\(selection.kept.count) cells where \(keptCount) were planned")
        precondition(position < batch, "picture \(position) of a batch of \(batch)")
        let weights = model.model.weights
        let first = position * length
        sequence.copyRows(0..<1, of: weights.finePositions, to: first)
        sequence.addRow(0, of: weights.classToken, to: first)
        model.passed(.rest)
        reuse?.run(features, cells: selection.kept)
        for corner in 0..<4 {
            for place in 0..<keptCount {
                let patch = geometry.fineIndex(cell: selection.kept[place], corner: corner)
                let row = corner * keptCount + place
                embedding.gather(patch, of: picture, side: side, into: row)
                sequence.copyRows(patch + 1..<patch + 2, of: weights.finePositions, to: first + 1 + row)
                if let reuse { sequence.addRow(place, of: reuse.fused, to: first + 1 + row) }
            }
        }
        model.passed(.gather)
        embedding.run(into: &sequence, row: first + 1)
        for place in 0..<reusedCount {
            let cell = selection.reused[place]
            sequence.copyRows(cell + 1..<cell + 2, of: embeddings, to: first + 1 + 4 * keptCount + place)
        }
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

    /// Places and answers one picture at once, for batches of one.
    package func run(
        _ picture: borrowing Tensor, _ selection: RegionSelection, embeddings: borrowing Tensor,
        features: borrowing Tensor
    ) -> Answer {
        place(picture, selection, embeddings: embeddings, features: features)
        run()
        return answer()
    }

    /// The last answers' logits, `[batch, classes]`; for parity checks.
    package var logits: [Float] { classifier.logits.values() }

    /// The last placed picture's fused features in the order of the kept cells, `[kept, dim]`; for parity checks.
    package var fusedFeatures: [Float] { reuse?.fused.values() ?? [] }
}
