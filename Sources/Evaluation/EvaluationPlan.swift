package import LFViT
package import LookupViT

/// What one pass over the pictures runs of a model: a first stage and, where the model has them, others that follow where
/// it is not sure; and, where they are wanted, the ablations. Settings that several tables share are run once.
package struct EvaluationPlan: Sendable {
    /// One of the model's stages.
    package struct Stage: Sendable {
        /// As tables name it.
        package let name: String
        /// Its work.
        package let work: Work
        /// LF-ViT's side of the region.
        package var regionSide: Int?
        /// LookupViT's side of the compressed grid.
        package var compressedSide: Int?
        /// Which of every picture's focus answers is this stage's; of the first stage without meaning.
        package var position = 0

        /// As columns name it.
        var column: String {
            guard let compressedSide else { return regionSide.map { "focus\($0)" } ?? name }
            return (regionSide == nil ? "lookup" : "elastic") + "\(compressedSide)"
        }
    }

    /// The family of models, with all that is run of it.
    package enum Family: Sendable {
        /// LF-ViT with each of these settings once; of a one-pass model they mean nothing.
        case regions(Geometry, [CascadeSettings])
        /// LF-ViT with these settings, and its elastic focus at each of these sides of the compressed grid.
        case elastic(CascadeSettings, [Int], LookupHead)
        /// LookupViT at each of these sides.
        case compressedSides([Int], LookupHead)
    }

    /// The stage that every picture passes.
    package let first: Stage
    /// The stages that follow it, side by side.
    package let others: [Stage]
    /// The ablations, each with the position of its settings.
    package let ablations: [(ablation: Ablation, position: Int)]
    /// The position of the settings around which the ablations are.
    package let reference: Int
    /// The threshold of the cascade in one line; nil where nothing exits.
    package let threshold: Double?
    /// What is run.
    package let family: Family

    /// Plans a pass of LF-ViT, or of a one-pass ViT.
    ///
    /// - Parameters:
    ///   - base: what each side is run with, and what the ablations change.
    ///   - sides: the region sides, at least one.
    ///   - ablations: whether the paper's ablations are wanted.
    package init(_ geometry: Geometry, _ base: CascadeSettings, sides: [Int], ablations: Bool) {
        var settings: [CascadeSettings] = []
        func position(_ one: CascadeSettings) -> Int {
            if let known = settings.firstIndex(of: one) { return known }
            settings.append(one)
            return settings.count - 1
        }
        let stages = sides.map { side in
            var one = base
            one.regionSide = side
            return Stage(
                name: "focus m=\(side)", work: .focus(geometry, one), regionSide: side, position: position(one))
        }
        let isCascade = geometry.isCascade
        others = isCascade ? stages : []
        first =
            isCascade
            ? Stage(name: "localization", work: .localization(geometry))
            : Stage(name: "plain", work: .plain(geometry))
        self.ablations =
            ablations && isCascade ? Ablation.all(around: base).map { ($0, position($0.settings)) } : []
        reference = self.ablations.isEmpty ? 0 : position(base)
        threshold = base.earlyExit ? base.threshold : nil
        family = .regions(geometry, settings)
    }

    /// Plans a pass of an LF-ViT with elastic focus at some sides of the compressed grid, at least one.
    package init(elastic geometry: Geometry, _ settings: CascadeSettings, sides: [Int], head: LookupHead) {
        first = Stage(name: "localization", work: .localization(geometry))
        others = sides.enumerated().map { index, side in
            Stage(
                name: "elastic \(side)x\(side)", work: .elastic(geometry, settings, side: side, head: head),
                regionSide: settings.regionSide, compressedSide: side, position: index)
        }
        (ablations, reference) = ([], 0)
        threshold = settings.earlyExit ? settings.threshold : nil
        family = .elastic(settings, sides, head)
    }

    /// Plans a pass of LookupViT at some sides of the compressed grid, at least one: the first takes the glance's place.
    package init(_ geometry: LookupGeometry, sides: [Int], head: LookupHead, threshold: Double?) {
        let stages = sides.enumerated().map { index, side in
            Stage(
                name: "lookup \(side)x\(side)", work: .lookup(geometry, side: side, head: head), compressedSide: side,
                position: index - 1)
        }
        first = stages[0]
        others = Array(stages.dropFirst())
        (ablations, reference) = ([], 0)
        self.threshold = threshold
        family = .compressedSides(sides, head)
    }
}
