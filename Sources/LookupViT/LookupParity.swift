package import Checkpoints
package import Tensors

/// How far the engine is from the PyTorch reference on one picture: every intermediate of every side that a golden file of
/// `scripts/dump-goldens.py` holds.
package struct LookupParity: Sendable {
    /// All compared tensors, in the order of the computation.
    package var differences: [GoldenComparison.Difference] { comparison.differences }

    private var comparison: GoldenComparison

    /// Runs the model on a golden file's picture and compares whatever the file holds.
    ///
    /// - Parameter picture: normalised, `[3, side, side]`.
    package init(_ model: BoundLookupViT, golden: SafetensorsFile, picture: borrowing Tensor) throws {
        comparison = GoldenComparison(golden)
        let embedding = try LookupTokens(model)
        embedding.run(picture)
        try comparison.compare("tokens", embedding.tokens.values())
        for side in model.model.geometry.compressedSides where golden.entries["\(side).compressed"] != nil {
            let pass = try LookupPass(model, side: side)
            var seen: [(String, [Float])] = []
            pass.place(embedding.tokens)
            pass.run { block, name, values in
                seen.append(("\(side).block.\(block).\(name)", values.values()))
            }
            try comparison.compare("\(side).tokens", pass.compressedTokens)
            for (name, values) in seen { try comparison.compare(name, values) }
            try comparison.compare("\(side).compressed", pass.compressedLogits)
            try comparison.compare("\(side).lookup", pass.lookupLogits)
            try comparison.compare("\(side).average", pass.logits)

            let alone = try LookupPass(model, side: side, head: .compressed)
            _ = alone.run(embedding.tokens)
            try comparison.compare("\(side).compressed_only", alone.logits)
        }
    }
}
