package import Kernels

/// A model's shared weights, bound to the context of one compute thread. Not `Sendable`: made and used on that thread.
package final class BoundLookupViT {
    let model: LookupViTModel
    let context: ComputeContext
    let patches: BoundWeights
    let blocks: [BoundLookupBlock]
    let compressedHead: BoundWeights
    let lookupHead: BoundWeights

    /// Binds a model to the calling thread.
    package init(_ model: LookupViTModel, context: ComputeContext) throws(KernelError) {
        self.model = model
        self.context = context
        patches = try BoundWeights(model.weights.patches, context: context)
        var blocks: [BoundLookupBlock] = []
        for block in model.weights.blocks { blocks.append(try BoundLookupBlock(block, context: context)) }
        self.blocks = blocks
        compressedHead = try BoundWeights(model.weights.compressedHead, context: context)
        lookupHead = try BoundWeights(model.weights.lookupHead, context: context)
    }
}

/// One block's weights, bound to the context of one compute thread.
final class BoundLookupBlock {
    let norms: LookupWeights.Block
    let gatherQuery: BoundWeights
    let gatherKeyValue: BoundWeights
    let gatherOutput: BoundWeights
    let qkv: BoundWeights
    let projection: BoundWeights
    let expand: BoundWeights
    let contract: BoundWeights
    let infuseValue: BoundWeights
    let infuseOutput: BoundWeights
    let lookupExpand: BoundWeights
    let lookupContract: BoundWeights

    init(_ weights: LookupWeights.Block, context: ComputeContext) throws(KernelError) {
        norms = weights
        gatherQuery = try BoundWeights(weights.gatherQuery, context: context)
        gatherKeyValue = try BoundWeights(weights.gatherKeyValue, context: context)
        gatherOutput = try BoundWeights(weights.gatherOutput, context: context)
        qkv = try BoundWeights(weights.qkv, context: context)
        projection = try BoundWeights(weights.projection, context: context)
        expand = try BoundWeights(weights.expand, context: context)
        contract = try BoundWeights(weights.contract, context: context)
        infuseValue = try BoundWeights(weights.infuseValue, context: context)
        infuseOutput = try BoundWeights(weights.infuseOutput, context: context)
        lookupExpand = try BoundWeights(weights.lookupExpand, context: context)
        lookupContract = try BoundWeights(weights.lookupContract, context: context)
    }
}
