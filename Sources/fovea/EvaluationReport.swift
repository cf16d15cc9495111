import Cascade
import Checkpoints
import Evaluation
import Kernels
import LFViT

/// What `fovea eval` found, for people and programs.
struct EvaluationReport: Encodable {
    struct Sweep: Encodable {
        let regionSide: Int?
        let compressedSide: Int?
        let focus: StageAccuracy
        let atThreshold: ThresholdSweep.Row
        let rows: [ThresholdSweep.Row]
        let curve: [ThresholdSweep.Row]
    }

    /// LookupViT at one side of the compressed grid, in one stage.
    struct Side: Encodable {
        let compressedSide: Int
        let tokens: Int
        let top1: Double
        let top5: Double
        let gmacs: Double
        let milliseconds: Double
    }

    let folder: String
    let model: String
    let threads: Int
    /// Accuracy of localization alone, or of the only pass.
    let first: StageAccuracy
    let millisecondsFirst: Double
    let sweeps: [Sweep]
    /// LookupViT's curve; nil for other models.
    let sides: [Side]?
    let precision: String
    /// How the answers compare with those of fp32; nil for fp32 itself.
    let agreement: FormatAgreement?

    private let plan: EvaluationPlan

    private enum CodingKeys: CodingKey {
        case folder, model, threads, first, millisecondsFirst, sweeps, sides, precision, agreement
    }

    /// Puts the report together.
    ///
    /// - Parameter threshold: of the cascade in one line; nil where nothing exits.
    init(
        _ folder: String, _ model: LoadedModel, _ plan: EvaluationPlan, _ pictures: [EvaluatedPicture],
        reference: [EvaluatedPicture]?, threads: Int, threshold: Double?
    ) {
        self.plan = plan
        precision = model.precision.rawValue
        agreement = reference.map { FormatAgreement(pictures, reference: $0) }
        self.folder = folder
        self.model = model.configuration.architecture.rawValue
        self.threads = threads
        first = StageAccuracy(pictures.map { (answer: $0.first, label: $0.label) })
        millisecondsFirst = pictures.map(\.firstTime.milliseconds).reduce(0, +) / Double(pictures.count)
        sweeps = plan.others.enumerated().map { position, stage in
            let sweep = ThresholdSweep(
                pictures, position: position, localization: plan.first.work, focus: stage.work, threads: threads)
            return Sweep(
                regionSide: stage.regionSide, compressedSide: stage.compressedSide,
                focus: StageAccuracy(pictures.map { (answer: $0.focus[position].answer, label: $0.label) }),
                atThreshold: sweep.row(threshold), rows: ThresholdSweep.thresholds.map(sweep.row),
                curve: sweep.curve()
            )
        }
        let looks = pictures.map { [EvaluatedPicture.Focus(answer: $0.first, time: $0.firstTime)] + $0.focus }
        sides =
            plan.first.compressedSide == nil
            ? nil
            : ([plan.first] + plan.others).enumerated().map { position, stage in
                let accuracy = StageAccuracy(
                    zip(looks, pictures).map { (answer: $0[position].answer, label: $1.label) })
                let time = looks.map { $0[position].time.milliseconds }.reduce(0, +) / Double(pictures.count)
                return Side(
                    compressedSide: stage.compressedSide ?? 0, tokens: stage.work.tokens, top1: accuracy.top1,
                    top5: accuracy.top5, gmacs: stage.work.gmacs, milliseconds: time)
            }
    }

    /// The tables for people.
    var text: String {
        var lines = [
            "\(Table.count(first.pictures, "picture")) of \(folder), \(Table.count(threads, "thread"))", "",
            Table.row("stage", ["top-1", "top-5"]), row(plan.first.name, first),
        ]
        lines += zip(plan.others, sweeps).map { row($0.name, $1.focus) }
        if let sides {
            lines += ["", Table.row("one stage", ["tokens", "top-1", "GMACs", "ms"])]
            lines += sides.map { side in
                Table.row(
                    "lookup \(side.compressedSide)x\(side.compressedSide)",
                    [
                        String(side.tokens), Table.number(side.top1, 1), Table.number(side.gmacs, 3),
                        Table.number(side.milliseconds, 2),
                    ])
            }
        }
        for (stage, sweep) in zip(plan.others, sweeps) {
            lines += [
                "", "the cascade of \(plan.first.name) and \(stage.name)",
                Table.row("threshold", ["top-1", "top-5", "at focus", "GMACs", "images/s"]),
            ]
            lines += sweep.rows.map { row in
                Table.row(
                    row.threshold.map { Table.number($0, 2) } ?? "no exit",
                    [
                        Table.number(row.top1, 1), Table.number(row.top5, 1), Table.number(row.focusShare, 3),
                        Table.number(row.gmacs, 3), Table.number(row.imagesPerSecond, 1),
                    ]
                )
            }
        }
        if let agreement {
            lines += ["", "\(precision) beside fp32", Table.row("stage", ["same class %", "points"])]
            lines.append(row(plan.first.name, agreement.first))
            lines += zip(plan.others, agreement.focus).map { row($0.name, $1) }
        }
        return lines.joined(separator: "\n")
    }

    private func row(_ name: String, _ stage: FormatAgreement.Stage) -> String {
        Table.row(
            name,
            [
                Table.number(stage.sameClass, 1),
                (stage.accuracyChange < 0 ? "" : "+") + Table.number(stage.accuracyChange, 1),
            ]
        )
    }

    private func row(_ name: String, _ accuracy: StageAccuracy) -> String {
        Table.row(name, [Table.number(accuracy.top1, 1), Table.number(accuracy.top5, 1)])
    }
}
