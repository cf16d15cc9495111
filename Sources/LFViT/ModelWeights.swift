import Checkpoints
import Kernels
import Tensors

/// All weights of a model, packed once and read by every compute thread.
final class ModelWeights: Sendable {
    /// The block that makes fusable features of localization's: LayerNorm and a two-layer perceptron (eq. 11).
    struct Reuse: Sendable {
        let norm: Norm
        let expand: PackedWeights
        let contract: PackedWeights
    }

    let patches: PackedWeights
    let classToken: Tensor
    /// Position embeddings of the coarse grid `[n * n + 1, dim]`; without rows in a one-pass model.
    let coarsePositions: Tensor
    /// Position embeddings of the fine grid `[4 * n * n + 1, dim]`.
    let finePositions: Tensor
    let blocks: [BlockWeights]
    let norm: Norm
    let head: PackedWeights
    let reuse: Reuse?

    /// Takes every tensor that the configuration calls for, under the names of the public checkpoints, and insists that
    /// none is left.
    init(_ geometry: Geometry, from source: some WeightSource, precision: Precision) throws {
        let configuration = geometry.configuration
        let dim = configuration.dim
        var source = source
        let context = try ComputeContext()

        let kernel = try source.take("patch_embed.proj.weight", [dim, 3, Geometry.patch, Geometry.patch])
        patches = try PackedWeights(
            weight: kernel.reshaped([dim, geometry.patchValues]), bias: source.take("patch_embed.proj.bias", [dim]),
            precision: precision.outer, context: context
        )
        classToken = try source.take("cls_token", [1, 1, dim])
        let isCascade = configuration.architecture == .lfViT
        if isCascade {
            coarsePositions = try source.take("pos_embed_list.0", [1, geometry.localizationTokens, dim])
            finePositions = try source.take("pos_embed_list.1", [1, geometry.plainTokens, dim])
        } else {
            coarsePositions = Tensor([0, dim])
            finePositions = try source.take("pos_embed", [1, geometry.plainTokens, dim])
        }
        var layers = LayerSource(source: source, context: context)
        let outer = precision.outer
        reuse =
            !isCascade
            ? nil
            : try Reuse(
                norm: layers.norm("reuse_block.0", dim),
                expand: layers.linear("reuse_block.1.fc1", dim, 4 * dim, outer),
                contract: layers.linear("reuse_block.1.fc2", 4 * dim, dim, outer)
            )
        blocks = try (0..<configuration.depth).map { index in
            try BlockWeights("blocks.\(index)", dim, from: &layers, precision: precision)
        }
        norm = try layers.norm("norm", dim)
        head = try layers.linear("head", dim, configuration.classes, outer)
        try layers.source.finish()
    }
}
