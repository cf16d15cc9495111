package import Checkpoints
import LFViT
package import Tensors

/// How far an elastic focus stage is from the PyTorch reference on one picture, at every side that a golden file holds.
package struct ElasticParity: Sendable {
    /// All compared tensors, in the order of the computation.
    package var differences: [GoldenComparison.Difference] { comparison.differences }

    private var comparison: GoldenComparison

    /// Runs the model on a golden file's picture and compares whatever the file holds.
    ///
    /// - Parameters:
    ///   - high: the normalised picture, `[3, side, side]`.
    ///   - low: the same at half resolution.
    package init(
        _ model: BoundElastic, golden: SafetensorsFile, high: borrowing Tensor, low: borrowing Tensor
    ) throws {
        comparison = GoldenComparison(golden)
        let geometry = model.base.geometry
        let settings = CascadeSettings(geometry.configuration)
        let localization = try Localization(model.base, beta: settings.beta)
        _ = localization.run(low)
        var selection = RegionSelection()
        settings.selector(geometry).select(localization.classAttention.values, into: &selection)
        try comparison.compare("elastic.kept", selection.kept)
        for side in 1...geometry.fineGrid where golden.entries["elastic.\(side).compressed"] != nil {
            let focus = try ElasticFocus(model, settings: settings, side: side)
            _ = focus.run(high, selection, after: localization)
            try comparison.compare("elastic.\(side).tokens", focus.compressedTokens)
            try comparison.compare("elastic.\(side).compressed", focus.compressedLogits)
            try comparison.compare("elastic.\(side).average", focus.logits)
        }
    }
}
