package import Kernels
import LFViT

/// The blocks' and heads' weights, bound to the context of one compute thread. Not `Sendable`: made and used on that thread.
package final class BoundLookupBlocks {
    let weights: LookupBlocks
    let context: ComputeContext
    let blocks: [BoundLookupBlock]
    let compressedHead: BoundWeights
    let lookupHead: BoundWeights

    /// Binds blocks to the calling thread.
    package init(_ weights: LookupBlocks, context: ComputeContext) throws(KernelError) {
        self.weights = weights
        self.context = context
        var blocks: [BoundLookupBlock] = []
        for block in weights.blocks { blocks.append(try BoundLookupBlock(block, context: context)) }
        self.blocks = blocks
        compressedHead = try BoundWeights(weights.compressedHead, context: context)
        lookupHead = try BoundWeights(weights.lookupHead, context: context)
    }
}

/// One block's weights, bound to the context of one compute thread.
final class BoundLookupBlock {
    let norms: LookupBlocks.Block
    let gatherQuery: BoundWeights
    let gatherKeyValue: BoundWeights
    let gatherOutput: BoundWeights
    let refinement: BoundBlock
    let infuseValue: BoundWeights
    let infuseOutput: BoundWeights
    let lookupExpand: BoundWeights
    let lookupContract: BoundWeights

    init(_ weights: LookupBlocks.Block, context: ComputeContext) throws(KernelError) {
        norms = weights
        gatherQuery = try BoundWeights(weights.gatherQuery, context: context)
        gatherKeyValue = try BoundWeights(weights.gatherKeyValue, context: context)
        gatherOutput = try BoundWeights(weights.gatherOutput, context: context)
        refinement = try BoundBlock(weights.refinement, context: context)
        infuseValue = try BoundWeights(weights.infuseValue, context: context)
        infuseOutput = try BoundWeights(weights.infuseOutput, context: context)
        lookupExpand = try BoundWeights(weights.lookupExpand, context: context)
        lookupContract = try BoundWeights(weights.lookupContract, context: context)
    }
}
