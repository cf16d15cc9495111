package import LFViT

/// What one pass over the pictures evaluates: region sides side by side and, where they are wanted, the ablations. Settings
/// that several tables share are run once.
package struct EvaluationPlan: Sendable {
    /// All settings, each once.
    package let settings: [CascadeSettings]
    /// The position of each side's settings.
    package let sides: [Int]
    /// The ablations, each with the position of its settings.
    package let ablations: [(ablation: Ablation, position: Int)]
    /// The position of the settings around which the ablations are.
    package let reference: Int

    /// Plans a pass.
    ///
    /// - Parameters:
    ///   - base: what each side is run with, and what the ablations change.
    ///   - sides: the region sides, at least one.
    ///   - ablations: whether the paper's ablations are wanted.
    package init(_ base: CascadeSettings, sides: [Int], ablations: Bool) {
        var settings: [CascadeSettings] = []
        func position(_ one: CascadeSettings) -> Int {
            if let known = settings.firstIndex(of: one) { return known }
            settings.append(one)
            return settings.count - 1
        }
        self.sides = sides.map { side in
            var one = base
            one.regionSide = side
            return position(one)
        }
        self.ablations = ablations ? Ablation.all(around: base).map { ($0, position($0.settings)) } : []
        reference = ablations ? position(base) : 0
        self.settings = settings
    }
}
