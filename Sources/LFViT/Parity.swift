package import Checkpoints
package import Tensors

/// How far the engine is from the PyTorch reference on one picture: every intermediate of both stages against a golden
/// file that `scripts/dump-goldens.py` wrote.
package struct Parity: Sendable {
    /// All compared tensors, in the order of the computation.
    package var differences: [GoldenComparison.Difference] { comparison.differences }

    private var comparison: GoldenComparison

    /// Runs the model on a golden file's input and compares whatever the file holds.
    ///
    /// - Parameter high: the normalised picture, where the golden file leaves it out, `[3, side, side]`.
    /// - Parameter low: the same at half resolution.
    package init(
        _ model: BoundModel, golden: SafetensorsFile, high: borrowing Tensor, low: borrowing Tensor
    ) throws {
        comparison = GoldenComparison(golden)
        let geometry = model.model.geometry
        guard model.model.configuration.architecture == .lfViT else {
            let plain = try PlainPass(model)
            _ = plain.run(high)
            try comparison.compare("plain.logits", plain.logits)
            return
        }
        var settings = CascadeSettings(model.model.configuration)
        let localization = try Localization(model, beta: settings.beta)
        try compare(localization, geometry, on: low)

        for side in 1...geometry.grid where golden.entries["focus.\(side).region"] != nil {
            settings.regionSide = side
            let focus = try Focus(model, settings: settings)
            var selection = RegionSelection()
            settings.selector(geometry).select(localization.classAttention.values, into: &selection)
            _ = focus.run(high, selection, after: localization)
            let name = "focus.\(side)"
            try comparison.compare("\(name).region", [selection.region?.index ?? -1])
            try comparison.compare("\(name).kept", selection.kept)
            try comparison.compare("\(name).reused", selection.reused)
            try comparison.compare("\(name).sequence", focus.sequence.values())
            try comparison.compare("\(name).logits", focus.logits)
        }
        settings.regionRule = .off
        let full = try Focus(model, settings: settings)
        var selection = RegionSelection()
        settings.selector(geometry).select(localization.classAttention.values, into: &selection)
        _ = full.run(high, selection, after: localization)
        try comparison.compare("fusion", full.fusedFeatures)
        try comparison.compare("focus.full.logits", full.logits)
    }

    private mutating func compare(
        _ localization: Localization, _ geometry: Geometry, on low: borrowing Tensor
    ) throws {
        var seen: [(String, [Float])] = []
        let last = geometry.depth - 1
        _ = localization.run(low) { index, tokens in
            if index < last { seen.append(("localization.block.\(index)", tokens.values())) }
            if index >= ClassAttention.firstBlock {
                seen.append(("localization.class_attention.\(index)", localization.classAttention.latest.values()))
            }
        }
        localization.finish()
        seen.append(("localization.block.\(last)", localization.finished.values()))
        try comparison.compare("localization.embedding", localization.embedding.tokens.values())
        for (name, values) in seen { try comparison.compare(name, values) }
        try comparison.compare("localization.gca", localization.classAttention.values.values())
        let columns = localization.features.columns
        try comparison.compare("localization.features", Array(localization.features.values().dropFirst(columns)))
        try comparison.compare("localization.logits", localization.logits)
    }
}
