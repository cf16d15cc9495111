import Kernels
package import Tensors

/// Assembles focus's input: the kept cells' four corners at full resolution, fused with what the glance learned of them,
/// beside the glance's tokens of all other cells (the paper's section "focus").
///
/// Owned by one compute thread, compiled for the number of cells that its settings keep and for a fixed number of pictures.
package final class FocusSequence {
    /// The sequences as assembled, picture after picture, each with its class token first: the kept cells' four corners
    /// (each list in the order of the cells), then the reused tokens, `[batch * length, dim]`.
    package private(set) var tokens: Tensor
    /// The tokens of one picture, `1 + 4 * kept + reused`.
    package let length: Int
    /// How many cells are kept.
    package let keptCount: Int
    /// How many cells' tokens are taken over from localization.
    package let reusedCount: Int
    /// The model's sizes.
    package let geometry: Geometry

    private let model: BoundModel
    private let batch: Int
    private let embedding: PatchEmbedding
    private let reuse: FeatureReuse?
    /// The fine patches of the kept cells, row by row of the embedding.
    private var patches: [Int]

    /// Compiles the assembly on the calling compute thread.
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
        patches = Array(repeating: 0, count: 4 * keptCount)
        tokens = Tensor([batch * length, geometry.dim])
    }

    /// Assembles one picture's sequence, as `FocusStage` says.
    package func place(
        _ picture: borrowing Tensor, _ selection: RegionSelection, embeddings: borrowing Tensor,
        features: borrowing Tensor, at position: Int
    ) {
        let side = geometry.image
        precondition(picture.shape.isPlanes(side: side), "a picture of shape \(picture.shape)")
        precondition(selection.kept.count == keptCount, "\(selection.kept.count) cells where \(keptCount) were planned")
        precondition(position < batch, "picture \(position) of a batch of \(batch)")
        let weights = model.model.weights
        let first = position * length
        tokens.copyRows(0..<1, of: weights.finePositions, to: first)
        tokens.addRow(0, of: weights.classToken, to: first)
        model.passed(.rest)
        reuse?.run(features, cells: selection.kept)
        for corner in 0..<4 {
            for place in 0..<keptCount {
                let patch = geometry.fineIndex(cell: selection.kept[place], corner: corner)
                let row = corner * keptCount + place
                patches[row] = patch
                tokens.copyRows(patch + 1..<patch + 2, of: weights.finePositions, to: first + 1 + row)
                if let reuse { tokens.addRow(place, of: reuse.fused, to: first + 1 + row) }
            }
        }
        model.passed(.rest)
        embedding.gather(patches, of: picture)
        embedding.run(into: &tokens, row: first + 1)
        for place in 0..<reusedCount {
            let cell = selection.reused[place]
            tokens.copyRows(cell + 1..<cell + 2, of: embeddings, to: first + 1 + 4 * keptCount + place)
        }
    }

    /// The last placed picture's fused features in the order of the kept cells, `[kept, dim]`; for parity checks.
    package var fusedFeatures: [Float] { reuse?.fused.values() ?? [] }
}
