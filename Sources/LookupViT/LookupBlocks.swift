import Checkpoints
package import Kernels
import LFViT
import Tensors

/// The weights of LookupViT's blocks and heads, packed once and read by every compute thread; what makes the tokens is
/// apart from them.
package final class LookupBlocks: Sendable {
    /// One block's weights, in the order in which they are used.
    struct Block: Sendable {
        let gatherCompressedNorm: Norm
        let gatherLookupNorm: Norm
        let gatherQuery: PackedWeights
        let gatherKeyValue: PackedWeights
        let gatherOutput: PackedWeights
        let refinement: BlockWeights
        let infuseNorm: Norm
        let infuseValue: PackedWeights
        let infuseOutput: PackedWeights
        let lookupNorm: Norm
        let lookupExpand: PackedWeights
        let lookupContract: PackedWeights
    }

    /// The sizes and options.
    package let geometry: LookupGeometry
    /// The format that products are computed in.
    package let precision: Precision
    let blocks: [Block]
    let compressedNorm: Norm
    let lookupNorm: Norm
    let compressedHead: PackedWeights
    let lookupHead: PackedWeights

    /// Takes the blocks' and heads' tensors, under the names of the PyTorch reference after a prefix.
    init(
        _ geometry: LookupGeometry, prefix: String = "", from source: inout some WeightSource, precision: Precision,
        context: ComputeContext
    ) throws {
        let (dim, classes) = (geometry.dim, geometry.classes)
        var layers = LayerSource(source: source, context: context)
        // As in LF-ViT: what loses more by bytes than it gains (docs/decisions/0030).
        let outer = precision.outer
        blocks = try (0..<geometry.configuration.depth).map { index in
            let name = "\(prefix)blocks.\(index)"
            return try Block(
                gatherCompressedNorm: layers.norm("\(name).gather_norm_compressed", dim),
                gatherLookupNorm: layers.norm("\(name).gather_norm_lookup", dim),
                gatherQuery: layers.linear("\(name).gather_query", dim, dim, precision),
                gatherKeyValue: layers.linear("\(name).gather_key_value", dim, 2 * dim, precision),
                gatherOutput: layers.linear("\(name).gather_out", dim, dim, precision),
                refinement: BlockWeights(name, dim, from: &layers, precision: precision),
                infuseNorm: layers.norm("\(name).infuse_norm", dim),
                infuseValue: layers.linear("\(name).infuse_value", dim, dim, precision),
                infuseOutput: layers.linear("\(name).infuse_out", dim, dim, precision),
                lookupNorm: layers.norm("\(name).lookup_norm", dim),
                lookupExpand: layers.linear("\(name).lookup_mlp.fc1", dim, geometry.narrow, precision),
                lookupContract: layers.contraction("\(name).lookup_mlp.fc2", geometry.narrow, dim, precision)
            )
        }
        compressedNorm = try layers.norm("\(prefix)norm_compressed", dim)
        lookupNorm = try layers.norm("\(prefix)norm_lookup", dim)
        compressedHead = try layers.linear("\(prefix)head_compressed", dim, classes, outer)
        lookupHead = try layers.linear("\(prefix)head_lookup", dim, classes, outer)
        source = layers.source
        self.geometry = geometry
        self.precision = precision
    }
}
