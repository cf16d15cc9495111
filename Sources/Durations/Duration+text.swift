extension Duration {
    /// Reads `1.5s`, `20ms`, `250us` or `2min`, at most a million of each; nil for anything else.
    package init?(text: some StringProtocol) {
        let units: KeyValuePairs = ["min": 60.0, "ms": 1e-3, "us": 1e-6, "s": 1.0]
        for (unit, seconds) in units where text.hasSuffix(unit) {
            guard let value = Double(text.dropLast(unit.count)), value >= 0, value <= 1e6 else { return nil }
            self = .seconds(value * seconds)
            return
        }
        return nil
    }
}
