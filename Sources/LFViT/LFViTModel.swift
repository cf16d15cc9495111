package import Checkpoints
package import Kernels

/// A loaded model: configuration, sizes and packed weights, shared by all compute threads.
///
/// Serves both LF-ViT and, from the same parts, the plain one-pass ViT that it is measured against.
package final class LFViTModel: Sendable {
    /// What the file says of itself.
    package let configuration: ModelConfiguration
    /// The sizes that follow.
    package let geometry: Geometry
    /// Where the weights come from, for messages: a file's path as the caller named it.
    package let origin: String
    /// What focus must answer to the canary picture, where the file says so.
    package let canary: Canary?
    /// The format that its products are computed in.
    package let precision: Precision
    let weights: ModelWeights

    /// Loads a model file.
    ///
    /// - Throws: `CheckpointError` that names file, tensor and expectation.
    package convenience init(path: String, precision: Precision = .fp32) throws {
        let file = try SafetensorsFile(path: path)
        let configuration = try ModelConfiguration(of: file)
        try self.init(
            configuration, weights: FileWeights(file), origin: path, canary: Canary(of: file), precision: precision)
    }

    /// Builds a model from any source of weights.
    package init(
        _ configuration: ModelConfiguration, weights: some WeightSource, origin: String = "the model",
        canary: Canary? = nil, precision: Precision = .fp32
    ) throws {
        guard configuration.architecture != .lookupViT else {
            throw CheckpointError(origin, "holds a LookupViT model; this command runs LF-ViT and ViT models")
        }
        self.canary = canary
        self.configuration = configuration
        self.origin = origin
        geometry = Geometry(configuration)
        self.precision = precision
        self.weights = try ModelWeights(geometry, from: weights, precision: precision)
    }
}
