import LFViT

/// What an evaluation found, for people and programs.
package struct EvaluationReport: Sendable, Encodable {
    /// The cascade of the first stage and another one.
    package struct Sweep: Sendable, Encodable {
        /// LF-ViT's side of the region.
        package let regionSide: Int?
        /// LookupViT's side of the compressed grid.
        package let compressedSide: Int?
        /// The other stage on all pictures.
        package let focus: StageAccuracy
        /// The cascade at the threshold that was asked for.
        package let atThreshold: ThresholdSweep.Row
        /// The thresholds of a table.
        package let rows: [ThresholdSweep.Row]
        /// All thresholds.
        package let curve: [ThresholdSweep.Row]
        /// How often each window was chosen, row by row of their upper left cells; empty where there are none.
        package let windows: [Int]
    }

    /// LookupViT at one side of the compressed grid, in one stage.
    package struct Side: Sendable, Encodable {
        /// The side.
        package let compressedSide: Int
        /// Its compressed tokens.
        package let tokens: Int
        /// Percent right.
        package let top1: Double
        /// Percent with the right class among five.
        package let top5: Double
        /// Its work, in 10^9 multiply-accumulates.
        package let gmacs: Double
        /// Its mean time.
        package let milliseconds: Double
    }

    /// The folder, as it was named.
    package let folder: String
    /// The model's architecture.
    package let model: String
    /// How many threads ran pictures side by side.
    package let threads: Int
    /// Accuracy of the first stage alone.
    package let first: StageAccuracy
    /// Its mean time.
    package let millisecondsFirst: Double
    /// Its work, in 10^9 multiply-accumulates.
    package let gmacsFirst: Double
    /// One for each stage that follows; none for a one-pass model.
    package let sweeps: [Sweep]
    /// LookupViT's curve; nil for other models.
    package let sides: [Side]?
    /// The ablations, where they were asked for.
    package let ablations: [AblationReport]
    /// Other models on the same pictures.
    package private(set) var beside: [Beside] = []
    /// The numeric format.
    package let precision: String
    /// How the pictures were decoded.
    package let decoding: String
    /// How the answers compare with those of fp32 and exact decoding; nil for these themselves.
    package let agreement: FormatAgreement?
    /// What was run.
    package let plan: EvaluationPlan

    private enum CodingKeys: CodingKey {
        case folder, model, threads, first, millisecondsFirst, gmacsFirst, sweeps, sides, ablations, beside, precision
        case decoding, agreement
    }

    /// Sums up pictures that were evaluated by a plan.
    ///
    /// - Parameters:
    ///   - model: the model's architecture.
    ///   - reference: the same pictures in fp32 decoded exactly, where they were evaluated in another way.
    ///   - threads: how many threads ran pictures side by side.
    package init(
        _ folder: String, model: String, precision: String, decoding: String, _ plan: EvaluationPlan,
        _ pictures: [EvaluatedPicture], reference: [EvaluatedPicture]?, threads: Int
    ) {
        func sweep(_ position: Int, _ work: Work) -> ThresholdSweep {
            ThresholdSweep(pictures, position: position, localization: plan.first.work, focus: work, threads: threads)
        }
        (self.folder, self.model, self.precision, self.plan) = (folder, model, precision, plan)
        self.threads = threads
        self.decoding = decoding
        agreement = reference.map {
            FormatAgreement(
                pictures, reference: $0, positions: plan.others.map(\.position), threshold: plan.threshold)
        }
        first = StageAccuracy(pictures.map { (answer: $0.first, label: $0.label) })
        millisecondsFirst = pictures.map { $0.firstTime / .milliseconds(1) }.reduce(0, +) / Double(pictures.count)
        gmacsFirst = plan.first.work.gmacs
        sweeps = plan.others.map { stage in
            let sweep = sweep(stage.position, stage.work)
            return Sweep(
                regionSide: stage.regionSide, compressedSide: stage.compressedSide,
                focus: StageAccuracy(pictures.map { (answer: $0.focus[stage.position].answer, label: $0.label) }),
                atThreshold: sweep.row(plan.threshold), rows: ThresholdSweep.thresholds.map(sweep.row),
                curve: sweep.curve(), windows: EvaluationReport.windows(pictures, stage, plan))
        }
        sides = EvaluationReport.sides(pictures, plan)
        guard case .regions(let geometry, _) = plan.family else {
            ablations = []
            return
        }
        ablations = plan.ablations.map { ablation, position in
            func right(_ position: Int) -> [Bool] {
                pictures.map { $0.focus[position].answer.best.index == $0.label }
            }
            let work = Work.focus(geometry, ablation.settings)
            return AblationReport(
                ablation, work, sweep: sweep(position, work), threshold: plan.threshold,
                change: PairedComparison(right(position), reference: right(plan.reference)))
        }
    }

    /// Sets other models beside, which answered the same pictures.
    package mutating func set(beside others: [Beside]) { beside = others }

    private static func windows(
        _ pictures: [EvaluatedPicture], _ stage: EvaluationPlan.Stage, _ plan: EvaluationPlan
    ) -> [Int] {
        let windows = pictures.compactMap { $0.focus[stage.position].window }
        guard case .regions(let geometry, _) = plan.family, let side = stage.regionSide, !windows.isEmpty else {
            return []
        }
        var counts = [Int](repeating: 0, count: (geometry.grid - side + 1) * (geometry.grid - side + 1))
        for window in windows { counts[window] += 1 }
        return counts
    }

    private static func sides(_ pictures: [EvaluatedPicture], _ plan: EvaluationPlan) -> [Side]? {
        guard case .compressedSides = plan.family else { return nil }
        return ([plan.first] + plan.others).map { stage in
            let looks = pictures.map { picture in
                stage.position < 0
                    ? (answer: picture.first, time: picture.firstTime)
                    : (answer: picture.focus[stage.position].answer, time: picture.focus[stage.position].time)
            }
            let accuracy = StageAccuracy(zip(looks, pictures).map { (answer: $0.answer, label: $1.label) })
            let time = looks.map { $0.time / .milliseconds(1) }.reduce(0, +) / Double(pictures.count)
            return Side(
                compressedSide: stage.compressedSide ?? 0, tokens: stage.work.tokens, top1: accuracy.top1,
                top5: accuracy.top5, gmacs: stage.work.gmacs, milliseconds: time)
        }
    }
}
