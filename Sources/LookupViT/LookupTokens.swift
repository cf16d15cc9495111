package import Kernels
import LFViT
package import Tensors

/// Tokenization: the patches of a picture, embedded and placed, row by row of the grid: `F_l + P_l`.
///
/// The same tokens serve every side of the compressed grid. Owned by one compute thread.
package final class LookupTokens {
    /// The last picture's lookup tokens, `[N, dim]`.
    package private(set) var tokens: Tensor

    private let model: BoundLookupViT
    private let product: MatMul
    private var patches: Operand
    private let all: [Int]

    /// Compiles the embedding on the calling compute thread.
    package init(_ model: BoundLookupViT) throws(KernelError) {
        let (geometry, weights) = (model.model.geometry, model.model.weights)
        self.model = model
        product = try MatMul(
            rows: geometry.lookupTokens, like: weights.patches, epilogue: .add, context: model.context)
        all = Array(0..<geometry.lookupTokens)
        patches = Operand(rows: geometry.lookupTokens, for: weights.patches)
        tokens = Tensor([geometry.lookupTokens, geometry.dim])
    }

    /// Embeds a normalised picture `[3, side, side]`.
    package func run(_ picture: borrowing Tensor) {
        let geometry = model.model.geometry
        precondition(picture.shape.isPlanes(side: geometry.image), "a picture of shape \(picture.shape)")
        patches.take(all, size: Geometry.patch, of: picture, on: model.context)
        tokens.copyRows(0..<tokens.rows, of: model.model.weights.positions, to: 0)
        product.run(patches, weights: model.patches, into: &tokens)
    }
}
