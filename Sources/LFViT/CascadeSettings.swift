package import Checkpoints

/// How a cascade is run: when it exits, what it looks at, and which of the paper's parts are switched off.
package struct CascadeSettings: Sendable, Equatable {
    /// Localization answers alone where its confidence reaches this (the paper's eta).
    package var threshold: Double = 0.5
    /// Off: every frame goes to focus. Not the same as a threshold of 1, which a confidence can round to.
    package var earlyExit = true
    /// The side of the region in coarse cells.
    package var regionSide: Int
    /// The share of the region's cells that is kept.
    package var alpha: Double
    /// The decay of the accumulated class attention; 0 uses the last block alone.
    package var beta: Double
    /// How the region is chosen.
    package var regionRule: RegionRule = .neighbourhood
    /// Whether localization's features are added to the kept cells' embeddings.
    package var fusion = true
    /// Whether the other cells' localization tokens take part in focus.
    package var reuse = true

    /// CF-ViT keeps half of all cells.
    package static let scatteredAlpha = 0.5

    /// The settings that a model was trained with.
    package init(_ configuration: ModelConfiguration) {
        regionSide = configuration.regionSide ?? 1
        alpha = configuration.alpha ?? 1
        beta = configuration.beta ?? 0
    }

    /// Checks the settings against a model.
    ///
    /// - Throws: `SettingsError` that names the setting, its value and what is possible.
    package func check(_ geometry: Geometry) throws(SettingsError) {
        if !(0...1).contains(threshold) {
            throw SettingsError("threshold \(threshold): a confidence lies between 0 and 1")
        }
        if !(1...geometry.grid).contains(regionSide) {
            throw SettingsError("region side \(regionSide): this model has \(geometry.grid) x \(geometry.grid) cells")
        }
        if !(alpha > 0 && alpha <= 1) { throw SettingsError("alpha \(alpha): a share above 0, at most 1") }
        if !(beta >= 0 && beta < 1) { throw SettingsError("beta \(beta): a decay of at least 0, below 1") }
    }

    /// The selector of these settings.
    package func selector(_ geometry: Geometry) -> RegionSelector {
        selector(grid: geometry.grid)
    }

    /// The selector of these settings on a grid of coarse cells.
    package func selector(grid: Int) -> RegionSelector {
        RegionSelector(grid: grid, side: regionSide, alpha: alpha, rule: regionRule)
    }
}

/// A setting that the model cannot be run with.
package struct SettingsError: Error, CustomStringConvertible {
    /// The setting, its value and what is possible.
    package let description: String

    /// Makes an error of a whole sentence.
    package init(_ description: String) {
        self.description = description
    }
}
