package import Checkpoints
package import Kernels

/// One transformer block's weights, packed once and read by every compute thread.
package struct BlockWeights: Sendable {
    package let attentionNorm: Norm
    package let qkv: PackedWeights
    package let projection: PackedWeights
    package let feedForwardNorm: Norm
    package let expand: PackedWeights
    package let contract: PackedWeights

    /// Takes the layers of the block called `name`, under the names that timm gives them, `dim` channels wide.
    package init(
        _ name: String, _ dim: Int, from layers: inout LayerSource<some WeightSource>, precision: Precision
    ) throws {
        attentionNorm = try layers.norm("\(name).norm1", dim)
        qkv = try layers.linear("\(name).attn.qkv", dim, 3 * dim, precision)
        projection = try layers.linear("\(name).attn.proj", dim, dim, precision)
        feedForwardNorm = try layers.norm("\(name).norm2", dim)
        expand = try layers.linear("\(name).mlp.fc1", dim, 4 * dim, precision)
        contract = try layers.contraction("\(name).mlp.fc2", 4 * dim, dim, precision)
    }
}
