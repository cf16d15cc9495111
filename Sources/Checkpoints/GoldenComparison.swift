import Tensors

/// Tensors of a run set beside those of a golden file, one after the other.
package struct GoldenComparison: Sendable {
    /// One compared tensor.
    package struct Difference: Sendable {
        /// The tensor's name in the golden file.
        package let name: String
        /// `max |a - b| / max |b|`; infinite where integers differ or a value is no number.
        package let relative: Double
    }

    /// The golden file.
    package let golden: SafetensorsFile
    /// All compared tensors, in the order of the comparison.
    package private(set) var differences: [Difference] = []

    /// Starts a comparison with a golden file.
    package init(_ golden: SafetensorsFile) {
        self.golden = golden
    }

    /// Compares floats with the file's tensor of that name, where it has one.
    ///
    /// - Throws: `CheckpointError` where there are more or fewer.
    package mutating func compare(_ name: String, _ values: [Float]) throws {
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

    /// Compares integers with the file's tensor of that name.
    ///
    /// - Throws: `CheckpointError` where the file has none.
    package mutating func compare(_ name: String, _ values: [Int]) throws {
        let expected = try golden.integers(name)
        differences.append(Difference(name: name, relative: expected == values ? 0 : .infinity))
    }
}
