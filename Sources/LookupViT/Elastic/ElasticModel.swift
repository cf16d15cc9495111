package import Checkpoints
package import Kernels
package import LFViT

/// LF-ViT whose focus stage is a LookupViT: localization as ever, and blocks that look at the focus sequence through a
/// number of compressed tokens that is chosen when they run. Shared by all compute threads.
package final class ElasticModel: Sendable {
    /// Localization, the embeddings and the plain focus stage.
    package let base: LFViTModel
    /// The blocks and heads that take the focus stage's place.
    package let blocks: LookupBlocks

    /// What the names of its own tensors begin with.
    static let prefix = "elastic."

    /// Loads a model file.
    ///
    /// - Throws: `CheckpointError` that names file, tensor and expectation.
    package convenience init(path: String, precision: Precision = .fp32) throws {
        let file = try SafetensorsFile(path: path)
        let base = try LFViTModel(path: path, precision: precision)
        try self.init(
            base, weights: FileWeights(file, where: { $0.hasPrefix(ElasticModel.prefix) }), precision: precision)
    }

    /// Adds blocks from any source of weights to a model.
    ///
    /// - Throws: `CheckpointError` where the configuration is not elastic, and what the source throws.
    package init(_ base: LFViTModel, weights: some WeightSource, precision: Precision = .fp32) throws {
        guard base.configuration.elastic == true else {
            throw CheckpointError(base.origin, "holds no elastic focus stage; expected `elastic` in its configuration")
        }
        var source = weights
        self.base = base
        blocks = try LookupBlocks(
            LookupGeometry(base.configuration), prefix: ElasticModel.prefix, from: &source, precision: precision,
            context: ComputeContext())
        try source.finish()
    }
}

/// An elastic model's weights, bound to the context of one compute thread.
package final class BoundElastic {
    /// What localizes and embeds.
    package let base: BoundModel
    let blocks: BoundLookupBlocks

    /// Binds a model to the calling thread.
    package init(_ model: ElasticModel, context: ComputeContext) throws(KernelError) {
        base = try BoundModel(model.base, context: context)
        blocks = try BoundLookupBlocks(model.blocks, context: context)
    }
}
