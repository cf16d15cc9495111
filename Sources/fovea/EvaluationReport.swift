import Cascade
import Checkpoints
import Evaluation
import Kernels
import LFViT

/// What `fovea eval` found, for people and programs.
struct EvaluationReport: Encodable {
    struct Sweep: Encodable {
        let regionSide: Int
        let focus: StageAccuracy
        let atThreshold: ThresholdSweep.Row
        let rows: [ThresholdSweep.Row]
        let curve: [ThresholdSweep.Row]
    }

    let folder: String
    let model: String
    let threads: Int
    /// Accuracy of localization alone, or of the only pass.
    let first: StageAccuracy
    let millisecondsFirst: Double
    let sweeps: [Sweep]
    let precision: String
    /// How the answers compare with those of fp32; nil for fp32 itself.
    let agreement: FormatAgreement?

    init(
        _ folder: String, _ model: LFViTModel, _ settings: [CascadeSettings], _ pictures: [EvaluatedPicture],
        reference: [EvaluatedPicture]?, threads: Int, threshold: Double
    ) {
        precision = model.precision.rawValue
        agreement = reference.map { FormatAgreement(pictures, reference: $0) }
        self.folder = folder
        self.model = model.configuration.architecture.rawValue
        self.threads = threads
        first = StageAccuracy(pictures.map { (answer: $0.first, label: $0.label) })
        millisecondsFirst = pictures.map(\.firstTime.milliseconds).reduce(0, +) / Double(pictures.count)
        sweeps =
            !model.geometry.isCascade
            ? []
            : settings.enumerated().map { position, settings in
                let sweep = ThresholdSweep(
                    pictures, position: position, settings: settings, geometry: model.geometry, threads: threads
                )
                return Sweep(
                    regionSide: settings.regionSide,
                    focus: StageAccuracy(pictures.map { (answer: $0.focus[position].answer, label: $0.label) }),
                    atThreshold: sweep.row(settings.earlyExit ? threshold : nil),
                    rows: ThresholdSweep.thresholds.map(sweep.row), curve: sweep.curve()
                )
            }
    }

    /// The tables for people.
    var text: String {
        var lines = [
            "\(Table.count(first.pictures, "picture")) of \(folder), \(Table.count(threads, "thread"))", "",
            Table.row("stage", ["top-1", "top-5"]),
            row(sweeps.isEmpty ? "plain" : "localization", first),
        ]
        lines += sweeps.map { row("focus m=\($0.regionSide)", $0.focus) }
        for sweep in sweeps {
            lines += [
                "", "the cascade at m=\(sweep.regionSide)",
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
            lines.append(row(sweeps.isEmpty ? "plain" : "localization", agreement.first))
            lines += zip(sweeps, agreement.focus).map { row("focus m=\($0.regionSide)", $1) }
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
