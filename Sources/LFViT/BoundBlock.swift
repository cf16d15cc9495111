package import Kernels

/// One transformer block's weights, bound to the context of one compute thread.
package final class BoundBlock {
    package let attentionNorm: Norm
    package let qkv: BoundWeights
    package let projection: BoundWeights
    package let feedForwardNorm: Norm
    package let expand: BoundWeights
    package let contract: BoundWeights

    /// Binds a block to the calling thread.
    package init(_ weights: BlockWeights, context: ComputeContext) throws(KernelError) {
        attentionNorm = weights.attentionNorm
        qkv = try BoundWeights(weights.qkv, context: context)
        projection = try BoundWeights(weights.projection, context: context)
        feedForwardNorm = weights.feedForwardNorm
        expand = try BoundWeights(weights.expand, context: context)
        contract = try BoundWeights(weights.contract, context: context)
    }
}
