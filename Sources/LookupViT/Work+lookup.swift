import Checkpoints
package import LFViT

extension Work {
    /// LookupViT at one side of the compressed grid, counted by the paper's formula: `depth` times
    /// `(3 N M + 2 M^2) D + (4 N + 15 M) D^2`, the embedding, and the heads that answer. The bilinear compression, as in the
    /// paper's count, is left out.
    ///
    /// - Parameter embedded: whether the patch embedding is this pass's work, or that of an earlier one on the same picture.
    package static func lookup(
        _ geometry: LookupGeometry, side: Int, head: LookupHead = .average, embedded: Bool = true
    ) -> Work {
        let (lookup, compressed, dim) = (geometry.lookupTokens, side * side, geometry.dim)
        let block =
            (3 * lookup * compressed + 2 * compressed * compressed) * dim
            + (4 * lookup + 15 * compressed) * dim * dim
        var sum = geometry.configuration.depth * block + geometry.configuration.classes * dim
        if embedded { sum += geometry.patchValues * lookup * dim }
        switch head {
        case .average: sum += geometry.configuration.classes * dim
        case .compressed: sum -= (2 * lookup + compressed) * dim * dim + lookup * compressed * dim
        }
        return Work(tokens: compressed, multiplyAccumulates: sum)
    }
}
