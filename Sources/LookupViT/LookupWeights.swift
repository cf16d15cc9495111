import Checkpoints
import Kernels
import LFViT
import Tensors

/// All weights of a LookupViT model, packed once and read by every compute thread.
final class LookupWeights: Sendable {
    let patches: PackedWeights
    /// Position embeddings of the lookup tokens, `[N, dim]`.
    let positions: Tensor
    let blocks: LookupBlocks

    /// Takes every tensor that the configuration calls for, under the names of the PyTorch reference, and insists that none
    /// is left.
    init(_ geometry: LookupGeometry, from source: some WeightSource, precision: Precision) throws {
        let dim = geometry.dim
        var source = source
        let context = try ComputeContext()
        let kernel = try source.take("proj.weight", [dim, 3, Geometry.patch, Geometry.patch])
        patches = try PackedWeights(
            weight: kernel.reshaped([dim, geometry.patchValues]), bias: source.take("proj.bias", [dim]),
            precision: precision.outer, context: context
        )
        let planes = try source.take("pos_embed", [1, dim, geometry.grid, geometry.grid])
        positions = LookupWeights.rows(of: planes, channels: dim)
        blocks = try LookupBlocks(geometry, from: &source, precision: precision, context: context)
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
