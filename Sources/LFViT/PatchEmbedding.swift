import Kernels
import Tensors

/// Embeds patches of a picture: a 16 x 16 convolution of stride 16, done as one product of gathered rows.
final class PatchEmbedding {
    private let model: BoundModel
    private let product: MatMul
    private var rows: Operand
    private let count: Int

    /// Compiles the embedding of `count` patches.
    init(_ model: BoundModel, count: Int) throws {
        self.model = model
        self.count = count
        product = try MatMul(
            rows: count, like: model.model.weights.patches, epilogue: .add, context: model.context
        )
        rows = Operand(rows: count, for: model.model.weights.patches)
    }

    /// Gathers patches of a planar picture `[3, side, side]`, as many as are embedded.
    func gather(_ patches: [Int], of picture: borrowing Tensor) {
        precondition(patches.count == count, "\(patches.count) patches where \(count) were planned")
        rows.take(patches, size: Geometry.patch, of: picture, on: model.context)
        model.passed(.gather)
    }

    /// Adds the gathered patches' embeddings to rows of `tokens` from `row` on, which hold what is added to them
    /// (positions, fused features).
    func run(into tokens: inout Tensor, row: Int) {
        product.run(rows, weights: model.patches, into: &tokens, at: row)
        model.passed(.embed)
    }
}
