import Kernels
package import Tensors

/// Localization's input tokens `E_1`: the coarse patches' embeddings with their positions, class token first.
///
/// Focus reuses them for the cells that it does not look at closely, so a worker that was sent half-resolution pixels
/// makes them again, bit for bit. Owned by one compute thread.
package final class CoarseEmbedding {
    /// The tokens of the last picture, `[n * n + 1, dim]`.
    package private(set) var tokens: Tensor

    private let model: BoundModel
    private let geometry: Geometry
    private let embedding: PatchEmbedding
    private let cells: [Int]
    private var start: Tensor

    /// Compiles the embedding on the calling compute thread.
    package init(_ model: BoundModel) throws {
        let (geometry, weights) = (model.model.geometry, model.model.weights)
        precondition(weights.coarsePositions.rows > 0, "a one-pass model has no localization")
        self.model = model
        self.geometry = geometry
        embedding = try PatchEmbedding(model, count: geometry.cells)
        cells = Array(0..<geometry.cells)
        start = Tensor([geometry.localizationTokens, geometry.dim])
        start.copyRows(0..<geometry.localizationTokens, of: weights.coarsePositions, to: 0)
        start.addRow(0, of: weights.classToken, to: 0)
        tokens = Tensor([geometry.localizationTokens, geometry.dim])
    }

    /// Embeds a normalised picture at half resolution, `[3, side / 2, side / 2]`.
    package func run(_ low: borrowing Tensor) {
        let side = geometry.image / 2
        precondition(low.shape.isPlanes(side: side), "a half-resolution picture of shape \(low.shape)")
        embedding.gather(cells, of: low)
        tokens.copyRows(0..<geometry.localizationTokens, of: start, to: 0)
        embedding.run(into: &tokens, row: 1)
    }

    /// Makes the tokens of an earlier picture, rows of `placed` from `row` on, the last picture's again.
    func show(_ placed: borrowing Tensor, row: Int) {
        tokens.copyRows(row..<row + geometry.localizationTokens, of: placed, to: 0)
    }
}
