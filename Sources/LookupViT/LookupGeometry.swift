package import Checkpoints
import LFViT

/// The sizes that follow from the configuration of a LookupViT model.
package struct LookupGeometry: Sendable, Equatable {
    /// The configuration that everything follows from.
    package let configuration: ModelConfiguration

    /// Derives the sizes of a configuration.
    package init(_ configuration: ModelConfiguration) {
        self.configuration = configuration
    }

    /// The side of the picture in pixels.
    package var image: Int { configuration.image }

    /// The number of classes.
    package var classes: Int { configuration.classes }

    /// The width `D` of a token.
    package var dim: Int { configuration.dim }

    /// The side of the grid of lookup tokens: patches of 16 x 16 pixels (14 at 224, 24 at 384).
    package var grid: Int { configuration.image / Geometry.patch }

    /// The number `N` of lookup tokens.
    package var lookupTokens: Int { grid * grid }

    /// The width of a patch as a row of the embedding's product.
    package var patchValues: Int { 3 * Geometry.patch * Geometry.patch }

    /// The width of the narrow perceptron on lookup tokens, `D / 2`.
    package var narrow: Int { configuration.dim / 2 }

    /// The sides of the compressed grid that can be asked for.
    package var compressedSides: ClosedRange<Int> { 1...grid }

    /// How many weights a model of this geometry has.
    package var parameters: Int { patchValues * dim + dim + lookupTokens * dim + blockParameters }

    /// How many of them the blocks and heads have.
    package var blockParameters: Int {
        let norm = 2 * dim
        func linear(_ inputs: Int, _ outputs: Int) -> Int { inputs * outputs + outputs }
        let gather = 2 * norm + 2 * linear(dim, dim) + linear(dim, 2 * dim)
        let refine = 2 * norm + linear(dim, 3 * dim) + linear(dim, dim) + linear(dim, 4 * dim) + linear(4 * dim, dim)
        let infuse = norm + 2 * linear(dim, dim)
        let perceptron = norm + linear(dim, narrow) + linear(narrow, dim)
        let heads = 2 * norm + 2 * linear(dim, configuration.classes)
        return configuration.depth * (gather + refine + infuse + perceptron) + heads
    }
}
