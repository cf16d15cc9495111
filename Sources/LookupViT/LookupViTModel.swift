package import Checkpoints
package import Kernels

/// A loaded LookupViT model: configuration, sizes and packed weights, shared by all compute threads.
package final class LookupViTModel: Sendable {
    /// What the file says of itself.
    package let configuration: ModelConfiguration
    /// The sizes that follow.
    package let geometry: LookupGeometry
    /// Where the weights come from, for messages: a file's path as the caller named it.
    package let origin: String
    /// What both heads must answer to the canary picture at 5 x 5, where the file says so.
    package let canary: Canary?
    /// The format that its products are computed in.
    package let precision: Precision
    let weights: LookupWeights

    /// Loads a model file.
    ///
    /// - Throws: `CheckpointError` that names file, tensor and expectation.
    package convenience init(path: String, precision: Precision = .fp32) throws {
        let file = try SafetensorsFile(path: path)
        try self.init(
            ModelConfiguration(of: file), weights: FileWeights(file), origin: path, canary: Canary(of: file),
            precision: precision)
    }

    /// Builds a model from any source of weights.
    ///
    /// - Throws: `CheckpointError` where the configuration is another family's, and what the source throws.
    package init(
        _ configuration: ModelConfiguration, weights: some WeightSource, origin: String = "the model",
        canary: Canary? = nil, precision: Precision = .fp32
    ) throws {
        guard configuration.architecture == .lookupViT else {
            throw CheckpointError(
                origin, "holds a model of kind \(configuration.architecture.rawValue); expected lookup-vit")
        }
        self.canary = canary
        self.configuration = configuration
        self.origin = origin
        self.precision = precision
        geometry = LookupGeometry(configuration)
        self.weights = try LookupWeights(geometry, from: weights, precision: precision)
    }
}
