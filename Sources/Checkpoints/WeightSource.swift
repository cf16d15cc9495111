import Randomness
package import Tensors

/// Where a model takes its weights from while it is built: a file, or a random generator for benchmarks.
package protocol WeightSource {
    /// Hands over the tensor of a name and shape; a source that cannot, throws what was expected and found.
    mutating func take(_ name: String, _ shape: Shape) throws -> Tensor

    /// Called when every weight was taken; a source that has some left throws.
    func finish() throws
}

/// Takes weights from a file and insists that none is left over.
package struct FileWeights: WeightSource {
    private let file: SafetensorsFile
    private let isOwn: @Sendable (String) -> Bool
    private var taken: Set<String> = []

    /// Makes a source of a checked file.
    ///
    /// - Parameter isOwn: which names this source answers for; another one takes the others.
    package init(_ file: SafetensorsFile, where isOwn: @escaping @Sendable (String) -> Bool = { _ in true }) {
        self.file = file
        self.isOwn = isOwn
    }

    /// Reads a tensor of the file.
    package mutating func take(_ name: String, _ shape: Shape) throws -> Tensor {
        taken.insert(name)
        return try file.tensor(name, shape)
    }

    /// Throws where the file holds a tensor that the model has no use for.
    package func finish() throws {
        if let surplus = file.entries.keys.filter({ isOwn($0) && !taken.contains($0) }).min() {
            throw CheckpointError(file.path, tensor: surplus, "is surplus: the configuration has no place for it")
        }
    }
}

/// Makes small random weights, for measuring geometries of which no file is at hand.
package struct RandomWeights: WeightSource {
    private var generator = SeededGenerator(seed: 1)

    /// Makes a source.
    package init() {}

    /// Values uniform within +-0.05, which keep activations finite at any depth.
    package mutating func take(_ name: String, _ shape: Shape) throws -> Tensor {
        Tensor(shape, values: (0..<shape.count).map { _ in Float.random(in: -0.05...0.05, using: &generator) })
    }

    /// Nothing is ever left over.
    package func finish() throws {}
}
