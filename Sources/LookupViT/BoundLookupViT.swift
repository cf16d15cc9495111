package import Kernels

/// A model's shared weights, bound to the context of one compute thread. Not `Sendable`: made and used on that thread.
package final class BoundLookupViT {
    let model: LookupViTModel
    let context: ComputeContext
    let patches: BoundWeights
    /// The blocks and heads, which take tokens from anywhere.
    package let blocks: BoundLookupBlocks

    /// Binds a model to the calling thread.
    package init(_ model: LookupViTModel, context: ComputeContext) throws(KernelError) {
        self.model = model
        self.context = context
        patches = try BoundWeights(model.weights.patches, context: context)
        blocks = try BoundLookupBlocks(model.weights.blocks, context: context)
    }
}
