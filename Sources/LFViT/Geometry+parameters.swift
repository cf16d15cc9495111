import Checkpoints

extension Geometry {
    /// How many weights a model of this geometry has (23,252,200 for LF-ViT-Small at 224).
    package var parameters: Int {
        let norm = 2 * dim
        func linear(_ inputs: Int, _ outputs: Int) -> Int { inputs * outputs + outputs }
        let perceptron = linear(dim, 4 * dim) + linear(4 * dim, dim)
        let block = norm + linear(dim, 3 * dim) + linear(dim, dim) + norm + perceptron
        let shared = linear(patchValues, dim) + dim + plainTokens * dim + depth * block + norm + linear(dim, classes)
        guard configuration.architecture == .lfViT else { return shared }
        return shared + localizationTokens * dim + norm + perceptron
    }
}
