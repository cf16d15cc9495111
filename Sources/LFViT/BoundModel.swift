package import Kernels

/// A model's shared weights, bound to the context of one compute thread. Not `Sendable`: made and used on that thread.
package final class BoundModel {
    let model: LFViTModel
    /// The model's sizes.
    package var geometry: Geometry { model.geometry }
    let context: ComputeContext
    let patches: BoundWeights
    let blocks: [BoundBlock]
    let head: BoundWeights
    let reuse: BoundReuse?
    /// Where time is to be measured station by station; nil otherwise.
    package var profile: Profile?

    /// Binds a model to the calling thread.
    package init(_ model: LFViTModel, context: ComputeContext) throws(KernelError) {
        self.model = model
        self.context = context
        patches = try BoundWeights(model.weights.patches, context: context)
        var blocks: [BoundBlock] = []
        for block in model.weights.blocks { blocks.append(try BoundBlock(block, context: context)) }
        self.blocks = blocks
        head = try BoundWeights(model.weights.head, context: context)
        if let weights = model.weights.reuse {
            reuse = try BoundReuse(weights, context: context)
        } else {
            reuse = nil
        }
    }

    /// Tells the profile, where there is one, that a station has just been passed.
    @inline(__always)
    func passed(_ station: Profile.Station) {
        profile?.passed(station)
    }
}

/// The reuse block's weights, bound to the context of one compute thread.
final class BoundReuse {
    let norm: Norm
    let expand: BoundWeights
    let contract: BoundWeights

    init(_ weights: ModelWeights.Reuse, context: ComputeContext) throws(KernelError) {
        norm = weights.norm
        expand = try BoundWeights(weights.expand, context: context)
        contract = try BoundWeights(weights.contract, context: context)
    }
}
