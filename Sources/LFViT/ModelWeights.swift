import Checkpoints
import Kernels
import Tensors

/// All weights of a model, packed once and read by every compute thread.
final class ModelWeights: Sendable {
    /// One encoder block's weights.
    struct Block: Sendable {
        let attentionNorm: Norm
        let qkv: PackedWeights
        let projection: PackedWeights
        let feedForwardNorm: Norm
        let expand: PackedWeights
        let contract: PackedWeights
    }

    /// The block that makes fusable features of localization's: LayerNorm and a two-layer perceptron (eq. 11).
    struct Reuse: Sendable {
        let norm: Norm
        let expand: PackedWeights
        let contract: PackedWeights
    }

    /// Into how many slices the inputs of the perceptron's second layer are divided in int8.
    private static let contractSlices = 4

    let patches: PackedWeights
    let classToken: Tensor
    /// Position embeddings of the coarse grid `[n * n + 1, dim]`; without rows in a one-pass model.
    let coarsePositions: Tensor
    /// Position embeddings of the fine grid `[4 * n * n + 1, dim]`.
    let finePositions: Tensor
    let blocks: [Block]
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

        // What loses more by bytes than it gains (docs/decisions/0030).
        let outer = precision == .int8 ? (Precision.bf16.isNative ? .bf16 : .fp32) : precision

        // The perceptron's second layer bears bytes where slices of its inputs have scales of their own.
        let isSliced =
            precision == .int8
            && PackedWeights.hasPanels(.int8, inputs: 4 * dim, slices: ModelWeights.contractSlices)

        func norm(_ name: String) throws -> Norm {
            try Norm(scale: source.take("\(name).weight", [dim]), shift: source.take("\(name).bias", [dim]))
        }
        func linear(
            _ name: String, _ inputs: Int, _ outputs: Int, _ precision: Precision, slices: Int = 1
        ) throws -> PackedWeights {
            let weight = try source.take("\(name).weight", [outputs, inputs])
            return try PackedWeights(
                weight: weight, bias: source.take("\(name).bias", [outputs]), precision: precision, slices: slices,
                context: context
            )
        }

        let kernel = try source.take("patch_embed.proj.weight", [dim, 3, Geometry.patch, Geometry.patch])
        patches = try PackedWeights(
            weight: kernel.reshaped([dim, geometry.patchValues]), bias: source.take("patch_embed.proj.bias", [dim]),
            precision: outer, context: context
        )
        classToken = try source.take("cls_token", [1, 1, dim])
        if configuration.architecture == .lfViT {
            coarsePositions = try source.take("pos_embed_list.0", [1, geometry.localizationTokens, dim])
            finePositions = try source.take("pos_embed_list.1", [1, geometry.plainTokens, dim])
            reuse = try Reuse(
                norm: norm("reuse_block.0"), expand: linear("reuse_block.1.fc1", dim, 4 * dim, outer),
                contract: linear("reuse_block.1.fc2", 4 * dim, dim, outer)
            )
        } else {
            coarsePositions = Tensor([0, dim])
            finePositions = try source.take("pos_embed", [1, geometry.plainTokens, dim])
            reuse = nil
        }
        blocks = try (0..<configuration.depth).map { index in
            let name = "blocks.\(index)"
            return try Block(
                attentionNorm: norm("\(name).norm1"), qkv: linear("\(name).attn.qkv", dim, 3 * dim, precision),
                projection: linear("\(name).attn.proj", dim, dim, precision), feedForwardNorm: norm("\(name).norm2"),
                expand: linear("\(name).mlp.fc1", dim, 4 * dim, precision),
                contract: linear(
                    "\(name).mlp.fc2", 4 * dim, dim, isSliced ? .int8 : outer,
                    slices: isSliced ? ModelWeights.contractSlices : 1)
            )
        }
        self.norm = try norm("norm")
        head = try linear("head", dim, configuration.classes, outer)
        try source.finish()
    }
}
