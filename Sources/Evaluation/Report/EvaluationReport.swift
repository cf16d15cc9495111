import Cascade
import Checkpoints
import Kernels
package import LFViT

/// What an evaluation found, for people and programs.
package struct EvaluationReport: Sendable, Encodable {
    /// The cascade with one side of the region.
    package struct Sweep: Sendable, Encodable {
        /// The side.
        package let regionSide: Int
        /// Focus on all pictures.
        package let focus: StageAccuracy
        /// The cascade at the threshold that was asked for.
        package let atThreshold: ThresholdSweep.Row
        /// The thresholds of a table.
        package let rows: [ThresholdSweep.Row]
        /// All thresholds.
        package let curve: [ThresholdSweep.Row]
        /// How often each window was chosen, row by row of their upper left cells; empty where the rule has none.
        package let windows: [Int]
    }

    /// The folder, as it was named.
    package let folder: String
    /// The model's architecture.
    package let model: String
    /// How many threads ran pictures side by side.
    package let threads: Int
    /// Accuracy of localization alone, or of the only pass.
    package let first: StageAccuracy
    /// Its mean time.
    package let millisecondsFirst: Double
    /// The work of localization, or of the only pass, in 10^9 multiply-accumulates.
    package let gmacsFirst: Double
    /// One for each side; none for a one-pass model.
    package let sweeps: [Sweep]
    /// The ablations, where they were asked for.
    package let ablations: [AblationReport]
    /// Other models on the same pictures.
    package private(set) var beside: [Beside] = []
    /// The numeric format.
    package let precision: String
    /// How the answers compare with those of fp32; nil for fp32 itself.
    package let agreement: FormatAgreement?

    /// Sums up pictures that were evaluated by a plan.
    ///
    /// - Parameters:
    ///   - reference: the same pictures in fp32, where the model computes in another format.
    ///   - threads: how many threads ran pictures side by side.
    package init(
        _ folder: String, _ model: LFViTModel, _ plan: EvaluationPlan, _ pictures: [EvaluatedPicture],
        reference: [EvaluatedPicture]?, threads: Int
    ) {
        let geometry = model.geometry
        let base = plan.settings[0]
        let threshold = base.earlyExit ? base.threshold : nil
        func sweep(_ position: Int) -> ThresholdSweep {
            ThresholdSweep(
                pictures, position: position, settings: plan.settings[position], geometry: geometry, threads: threads)
        }
        func focus(_ position: Int) -> StageAccuracy {
            StageAccuracy(pictures.map { (answer: $0.focus[position].answer, label: $0.label) })
        }
        self.folder = folder
        self.model = model.configuration.architecture.rawValue
        self.threads = threads
        precision = model.precision.rawValue
        agreement = reference.map { FormatAgreement(pictures, reference: $0) }
        first = StageAccuracy(pictures.map { (answer: $0.first, label: $0.label) })
        millisecondsFirst = pictures.map { $0.firstTime / .milliseconds(1) }.reduce(0, +) / Double(pictures.count)
        gmacsFirst = (geometry.isCascade ? Work.localization(geometry) : .plain(geometry)).gmacs
        guard geometry.isCascade else {
            (sweeps, ablations) = ([], [])
            return
        }
        sweeps = plan.sides.map { position in
            let (sweep, side) = (sweep(position), plan.settings[position].regionSide)
            return Sweep(
                regionSide: side, focus: focus(position), atThreshold: sweep.row(threshold),
                rows: ThresholdSweep.thresholds.map(sweep.row), curve: sweep.curve(),
                windows: EvaluationReport.windows(pictures, position, side: side, grid: geometry.grid))
        }
        ablations = plan.ablations.map { ablation, position in
            func right(_ position: Int) -> [Bool] {
                pictures.map { $0.focus[position].answer.best.index == $0.label }
            }
            return AblationReport(
                ablation, geometry, sweep: sweep(position), threshold: threshold,
                change: PairedComparison(right(position), reference: right(plan.reference)))
        }
    }

    /// Sets other models beside, which answered the same pictures.
    package mutating func set(beside others: [Beside]) { beside = others }

    private static func windows(_ pictures: [EvaluatedPicture], _ position: Int, side: Int, grid: Int) -> [Int] {
        let windows = pictures.compactMap { $0.focus[position].window }
        guard !windows.isEmpty else { return [] }
        var counts = [Int](repeating: 0, count: (grid - side + 1) * (grid - side + 1))
        for window in windows { counts[window] += 1 }
        return counts
    }
}
