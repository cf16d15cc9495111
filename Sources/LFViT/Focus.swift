import Kernels
package import Tensors

/// The second stage: a close look at the kept cells at full resolution, fused with what the glance learned of them, beside
/// the glance's tokens of all other cells (the paper's section "focus").
///
/// Owned by one compute thread, compiled for the number of cells that its settings keep.
package final class Focus {
    /// The encoder's input as assembled, class token first: the kept cells' four corners (each list in the order of the
    /// cells), then the reused tokens, `[1 + 4 * kept + reused, dim]`.
    package private(set) var sequence: Tensor

    private let model: BoundModel
    private let geometry: Geometry
    private let settings: CascadeSettings
    private let keptCount: Int
    private let reusedCount: Int
    private let embedding: PatchEmbedding
    private let reuse: FeatureReuse?
    private let encoder: Encoder
    private let classifier: Classifier
    private var tokens: Tensor

    /// Compiles the stage on the calling compute thread.
    package init(_ model: BoundModel, settings: CascadeSettings) throws {
        let geometry = model.model.geometry
        keptCount = settings.selector(geometry).keptCount
        reusedCount = settings.reuse && settings.regionRule != .off ? geometry.cells - keptCount : 0
        let count = 1 + 4 * keptCount + reusedCount
        self.model = model
        self.geometry = geometry
        self.settings = settings
        embedding = try PatchEmbedding(model, count: 4 * keptCount)
        reuse = settings.fusion ? try FeatureReuse(model, count: keptCount) : nil
        encoder = try Encoder(model, tokens: count)
        classifier = try Classifier(model)
        sequence = Tensor([count, model.model.geometry.dim])
        tokens = Tensor([count, model.model.geometry.dim])
    }

    /// Looks at a normalised picture `[3, side, side]`.
    ///
    /// - Parameters:
    ///   - selection: the cells to look at, and those to take over.
    ///   - embeddings: localization's `E_1`, `[n * n + 1, dim]`.
    ///   - features: localization's `Z_1`, `[n * n + 1, dim]`; only the kept cells' rows are read.
    package func run(
        _ picture: borrowing Tensor, _ selection: RegionSelection, embeddings: borrowing Tensor,
        features: borrowing Tensor
    ) -> Answer {
        assemble(picture, selection, embeddings: embeddings, features: features)
        tokens.copyRows(0..<sequence.rows, of: sequence, to: 0)
        encoder.run(&tokens)
        return classifier.answer(tokens)
    }

    /// The last answer's logits, `[1, classes]`; for parity checks.
    package var logits: [Float] { classifier.logits.values() }

    /// The last picture's fused features in the order of the kept cells, `[kept, dim]`; for parity checks.
    package var fusedFeatures: [Float] { reuse?.fused.values() ?? [] }

    private func assemble(
        _ picture: borrowing Tensor, _ selection: RegionSelection, embeddings: borrowing Tensor,
        features: borrowing Tensor
    ) {
        let side = model.model.geometry.image
        precondition(picture.shape.isPlanes(side: side), "a picture of shape \(picture.shape)")
        precondition(selection.kept.count == keptCount, "\(selection.kept.count) cells where \(keptCount) were planned")
        let weights = model.model.weights
        sequence.copyRows(0..<1, of: weights.finePositions, to: 0)
        sequence.addRow(0, of: weights.classToken, to: 0)
        reuse?.run(features, cells: selection.kept)
        for corner in 0..<4 {
            for place in 0..<keptCount {
                let cell = selection.kept[place]
                let patch = geometry.fineIndex(cell: cell, corner: corner)
                let row = corner * keptCount + place
                embedding.gather(patch, of: picture, side: side, into: row)
                sequence.copyRows(patch + 1..<patch + 2, of: weights.finePositions, to: row + 1)
                if let reuse { sequence.addRow(place, of: reuse.fused, to: row + 1) }
            }
        }
        embedding.run(into: &sequence, row: 1)
        guard reusedCount > 0 else { return }
        for place in 0..<reusedCount {
            let cell = selection.reused[place]
            sequence.copyRows(cell + 1..<cell + 2, of: embeddings, to: 1 + 4 * keptCount + place)
        }
    }
}
