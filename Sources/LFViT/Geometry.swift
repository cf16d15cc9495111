package import Checkpoints

/// The sizes that follow from a configuration: grids, tokens and the numbers of cells.
package struct Geometry: Sendable, Equatable {
    /// The side of a patch in pixels; both stages use the same.
    package static let patch = 16

    /// The configuration that everything follows from.
    package let configuration: ModelConfiguration

    /// Derives the sizes of a configuration.
    package init(_ configuration: ModelConfiguration) {
        self.configuration = configuration
    }

    /// The side of the picture in pixels.
    package var image: Int { configuration.image }

    /// The width of a token.
    package var dim: Int { configuration.dim }

    /// The number of encoder blocks.
    package var depth: Int { configuration.depth }

    /// The attention heads of a block.
    package var heads: Int { configuration.heads }

    /// The number of classes.
    package var classes: Int { configuration.classes }

    /// The coarse grid's side `n`: cells of 32 x 32 pixels, each one localization token (7 at 224, 9 at 288).
    package var grid: Int { image / (2 * Geometry.patch) }

    /// The fine grid's side: patches of 16 x 16 pixels at full resolution.
    package var fineGrid: Int { image / Geometry.patch }

    /// The number of coarse cells, `n * n`.
    package var cells: Int { grid * grid }

    /// The tokens of localization: the class token and one a coarse cell.
    package var localizationTokens: Int { cells + 1 }

    /// The tokens of one pass at full resolution: the class token and one a fine patch.
    package var plainTokens: Int { fineGrid * fineGrid + 1 }

    /// Whether there are two stages; a one-pass model has neither a glance nor a region.
    package var isCascade: Bool { configuration.architecture == .lfViT }

    /// The width of a patch as a row of the embedding's product.
    package var patchValues: Int { 3 * Geometry.patch * Geometry.patch }

    /// The four fine patches under a coarse cell, in the order of LF-ViT's sequence: top left, top right, bottom left,
    /// bottom right (`models_deit.py`: `4 * i - 2 * (i % n)` and its neighbours).
    ///
    /// - Returns: the index of one of them in the row-major fine grid.
    package func fineIndex(cell: Int, corner: Int) -> Int {
        let row = 2 * (cell / grid) + corner / 2
        let column = 2 * (cell % grid) + corner % 2
        return row * fineGrid + column
    }
}
