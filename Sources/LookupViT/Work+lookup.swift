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
        let first = embedded ? embedding(geometry).multiplyAccumulates : 0
        return lookup(geometry, tokens: geometry.lookupTokens, side: side, head, first: first)
    }

    /// The patch embedding alone, which a glance and a close look share.
    package static func embedding(_ geometry: LookupGeometry) -> Work {
        Work(
            tokens: geometry.lookupTokens,
            multiplyAccumulates: geometry.patchValues * geometry.lookupTokens * geometry.dim)
    }

    /// The elastic focus stage: the fine embedding and the reuse block of the kept cells, then LookupViT's blocks on the
    /// focus sequence without its class token.
    package static func elastic(
        _ geometry: Geometry, _ settings: CascadeSettings, side: Int, head: LookupHead = .average
    ) -> Work {
        let kept = settings.selector(geometry).keptCount
        let fused = settings.fusion ? 8 * kept * geometry.dim * geometry.dim : 0
        return lookup(
            LookupGeometry(geometry.configuration), tokens: geometry.cells + 3 * kept, side: side, head,
            first: geometry.patchValues * 4 * kept * geometry.dim + fused)
    }

    private static func lookup(
        _ geometry: LookupGeometry, tokens lookup: Int, side: Int, _ head: LookupHead, first: Int
    ) -> Work {
        let (compressed, dim, classes) = (side * side, geometry.dim, geometry.classes)
        let block =
            (3 * lookup * compressed + 2 * compressed * compressed) * dim
            + (4 * lookup + 15 * compressed) * dim * dim
        var sum = first + geometry.configuration.depth * block + classes * dim
        switch head {
        case .average: sum += classes * dim
        case .compressed: sum -= (2 * lookup + compressed) * dim * dim + lookup * compressed * dim
        }
        return Work(tokens: compressed, multiplyAccumulates: sum)
    }
}
