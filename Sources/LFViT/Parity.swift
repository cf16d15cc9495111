package import Checkpoints
package import Tensors

/// How far the engine is from the PyTorch reference on one picture: every intermediate of both stages against a golden
/// file that `scripts/dump-goldens.py` wrote.
package struct Parity: Sendable {
    /// One compared tensor.
    package struct Difference: Sendable {
        /// The tensor's name in the golden file.
        package let name: String
        /// `max |a - b| / max |b|`; infinite where cells or a region differ.
        package let relative: Double
    }

    /// All compared tensors, in the order of the computation.
    package private(set) var differences: [Difference] = []

    /// The largest difference.
    package var worst: Difference? { differences.max { $0.relative < $1.relative } }

    private let golden: SafetensorsFile

    /// Runs the model on a golden file's input and compares whatever the file holds.
    ///
    /// - Parameter high: the normalised picture, where the golden file leaves it out, `[3, side, side]`.
    /// - Parameter low: the same at half resolution.
    package init(
        _ model: BoundModel, golden: SafetensorsFile, high: borrowing Tensor, low: borrowing Tensor
    ) throws {
        self.golden = golden
        let geometry = model.model.geometry
        guard model.model.configuration.architecture == .lfViT else {
            let plain = try PlainPass(model)
            _ = plain.run(high)
            try compare("plain.logits", plain.logits)
            return
        }
        var settings = CascadeSettings(model.model.configuration)
        let localization = try Localization(model, beta: settings.beta)
        try compare(localization, on: low)

        for side in 1...geometry.grid where golden.entries["focus.\(side).region"] != nil {
            settings.regionSide = side
            let focus = try Focus(model, settings: settings)
            var selection = RegionSelection()
            settings.selector(geometry).select(localization.classAttention.values, into: &selection)
            _ = focus.run(high, selection, embeddings: localization.embedding.tokens, features: localization.features)
            let name = "focus.\(side)"
            try compare("\(name).region", [selection.region?.index ?? -1])
            try compare("\(name).kept", selection.kept)
            try compare("\(name).reused", selection.reused)
            try compare("\(name).sequence", focus.sequence.values())
            try compare("\(name).logits", focus.logits)
        }
        settings.regionRule = .off
        let full = try Focus(model, settings: settings)
        var selection = RegionSelection()
        settings.selector(geometry).select(localization.classAttention.values, into: &selection)
        _ = full.run(high, selection, embeddings: localization.embedding.tokens, features: localization.features)
        try compare("fusion", full.fusedFeatures)
        try compare("focus.full.logits", full.logits)
    }

    private mutating func compare(_ localization: Localization, on low: borrowing Tensor) throws {
        var seen: [(String, [Float])] = []
        _ = localization.run(low) { index, tokens in
            seen.append(("localization.block.\(index)", tokens.values()))
            if index >= ClassAttention.firstBlock {
                seen.append(("localization.class_attention.\(index)", localization.classAttention.latest.values()))
            }
        }
        try compare("localization.embedding", localization.embedding.tokens.values())
        for (name, values) in seen { try compare(name, values) }
        try compare("localization.gca", localization.classAttention.values.values())
        let columns = localization.features.columns
        try compare("localization.features", Array(localization.features.values().dropFirst(columns)))
        try compare("localization.logits", localization.logits)
    }

    private mutating func compare(_ name: String, _ values: [Float]) throws {
        guard let entry = golden.entries[name] else { return }
        let expected = try golden.tensor(name, entry.shape).values()
        guard expected.count == values.count else {
            throw CheckpointError(
                golden.path, tensor: name, "has \(expected.count) values; the model has \(values.count)")
        }
        let scale = expected.map { abs($0) }.max() ?? 0
        let distance = zip(expected, values).map { abs($0 - $1) }.max() ?? 0
        // A maximum may pass over what is no number.
        let relative = values.allSatisfy(\.isFinite) ? distance / max(scale, .leastNormalMagnitude) : .infinity
        differences.append(Difference(name: name, relative: Double(relative)))
    }

    private mutating func compare(_ name: String, _ values: [Int]) throws {
        let expected = try golden.integers(name)
        differences.append(Difference(name: name, relative: expected == values ? 0 : .infinity))
    }
}
