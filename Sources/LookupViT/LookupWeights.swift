import Checkpoints
import Kernels
import LFViT
import Tensors

/// All weights of a LookupViT model, packed once and read by every compute thread.
final class LookupWeights: Sendable {
    /// One block's weights, in the order in which they are used.
    struct Block: Sendable {
        let gatherCompressedNorm: Norm
        let gatherLookupNorm: Norm
        let gatherQuery: PackedWeights
        let gatherKeyValue: PackedWeights
        let gatherOutput: PackedWeights
        let attentionNorm: Norm
        let qkv: PackedWeights
        let projection: PackedWeights
        let feedForwardNorm: Norm
        let expand: PackedWeights
        let contract: PackedWeights
        let infuseNorm: Norm
        let infuseValue: PackedWeights
        let infuseOutput: PackedWeights
        let lookupNorm: Norm
        let lookupExpand: PackedWeights
        let lookupContract: PackedWeights
    }

    let patches: PackedWeights
    /// Position embeddings of the lookup tokens, `[N, dim]`.
    let positions: Tensor
    let blocks: [Block]
    let compressedNorm: Norm
    let lookupNorm: Norm
    let compressedHead: PackedWeights
    let lookupHead: PackedWeights

    /// Takes every tensor that the configuration calls for, under the names of the PyTorch reference, and insists that none
    /// is left.
    init(_ geometry: LookupGeometry, from source: some WeightSource, precision: Precision) throws {
        let (dim, classes) = (geometry.dim, geometry.configuration.classes)
        var source = source
        let context = try ComputeContext()
        // As in LF-ViT: what loses more by bytes than it gains (docs/decisions/0030).
        let outer = precision == .int8 ? (Precision.bf16.isNative ? .bf16 : .fp32) : precision

        func norm(_ name: String) throws -> Norm {
            try Norm(scale: source.take("\(name).weight", [dim]), shift: source.take("\(name).bias", [dim]))
        }
        func linear(_ name: String, _ inputs: Int, _ outputs: Int, _ precision: Precision) throws -> PackedWeights {
            let weight = try source.take("\(name).weight", [outputs, inputs])
            return try PackedWeights(
                weight: weight, bias: source.take("\(name).bias", [outputs]), precision: precision, context: context
            )
        }

        let kernel = try source.take("proj.weight", [dim, 3, Geometry.patch, Geometry.patch])
        patches = try PackedWeights(
            weight: kernel.reshaped([dim, geometry.patchValues]), bias: source.take("proj.bias", [dim]),
            precision: outer, context: context
        )
        let planes = try source.take("pos_embed", [1, dim, geometry.grid, geometry.grid])
        positions = LookupWeights.rows(of: planes, channels: dim)
        blocks = try (0..<geometry.configuration.depth).map { index in
            let name = "blocks.\(index)"
            return try Block(
                gatherCompressedNorm: norm("\(name).gather_norm_compressed"),
                gatherLookupNorm: norm("\(name).gather_norm_lookup"),
                gatherQuery: linear("\(name).gather_query", dim, dim, precision),
                gatherKeyValue: linear("\(name).gather_key_value", dim, 2 * dim, precision),
                gatherOutput: linear("\(name).gather_out", dim, dim, precision),
                attentionNorm: norm("\(name).norm1"), qkv: linear("\(name).attn.qkv", dim, 3 * dim, precision),
                projection: linear("\(name).attn.proj", dim, dim, precision), feedForwardNorm: norm("\(name).norm2"),
                expand: linear("\(name).mlp.fc1", dim, 4 * dim, precision),
                contract: linear("\(name).mlp.fc2", 4 * dim, dim, outer),
                infuseNorm: norm("\(name).infuse_norm"),
                infuseValue: linear("\(name).infuse_value", dim, dim, precision),
                infuseOutput: linear("\(name).infuse_out", dim, dim, precision),
                lookupNorm: norm("\(name).lookup_norm"),
                lookupExpand: linear("\(name).lookup_mlp.fc1", dim, geometry.narrow, precision),
                lookupContract: linear("\(name).lookup_mlp.fc2", geometry.narrow, dim, outer)
            )
        }
        compressedNorm = try norm("norm_compressed")
        lookupNorm = try norm("norm_lookup")
        compressedHead = try linear("head_compressed", dim, classes, outer)
        lookupHead = try linear("head_lookup", dim, classes, outer)
        try source.finish()
    }

    /// Turns planes `[1, channels, grid, grid]` into rows `[cells, channels]`.
    private static func rows(of planes: borrowing Tensor, channels: Int) -> Tensor {
        let cells = planes.shape.count / channels
        var rows = Tensor([cells, channels])
        for cell in 0..<cells {
            for channel in 0..<channels { rows[cell, channel] = planes[channel * cells + cell] }
        }
        return rows
    }
}
