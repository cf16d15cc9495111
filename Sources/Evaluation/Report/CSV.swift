import Foundation
import LFViT

/// Tables as comma-separated values, as RFC 4180 writes them, with a line of names first.
package struct CSV: Sendable {
    /// The whole file.
    package private(set) var text: String

    /// Begins a table with the names of its columns.
    init(_ names: [String]) {
        text = ""
        add(names)
    }

    /// Adds a line; what is nil stays empty.
    mutating func add(_ values: [String?]) {
        let cells = values.map { value in
            let value = value ?? ""
            let special = value.contains { ",\"\n\r\r\n".contains($0) }
            return special ? "\"\(value.replacingOccurrences(of: "\"", with: "\"\""))\"" : value
        }
        text += cells.joined(separator: ",") + "\r\n"
    }
}

extension CSV {
    /// A report's curves and ablations, a line a point: the table it belongs to (`threshold` for the cascade's curve), the
    /// variant, and the figures.
    package init(_ report: EvaluationReport) {
        self.init([
            "table", "variant", "region_side", "tokens", "threshold", "top1", "top5", "right_at_localization",
            "right_at_focus", "focus_share", "gmacs", "images_per_second", "won", "lost", "probability", "published",
        ])
        func point(_ row: ThresholdSweep.Row) -> [String?] {
            [
                row.threshold.map { "\($0)" }, "\(row.top1)", "\(row.top5)", "\(row.rightAtLocalization)",
                "\(row.rightAtFocus)", "\(row.focusShare)", "\(row.gmacs)", "\(row.imagesPerSecond)",
            ]
        }
        let nothing = [String?](repeating: nil, count: 4)
        func single(_ table: String, _ variant: String, tokens: Int? = nil, top1: Double, top5: Double, gmacs: Double) {
            let figures: [String?] = ["\(top1)", "\(top5)", nil, nil, nil, "\(gmacs)", nil]
            add([table, variant, nil, tokens.map { "\($0)" }, nil] + figures + nothing)
        }
        if report.plan.others.isEmpty, report.sides == nil {
            single(
                "plain", report.model, tokens: report.plan.first.work.tokens, top1: report.first.top1,
                top5: report.first.top5, gmacs: report.gmacsFirst)
        }
        for side in report.sides ?? [] {
            let name = "\(side.compressedSide)x\(side.compressedSide)"
            single("one stage", name, tokens: side.tokens, top1: side.top1, top5: side.top5, gmacs: side.gmacs)
        }
        for (stage, sweep) in zip(report.plan.others, report.sweeps) {
            let side = stage.regionSide.map { "\($0)" }
            for row in sweep.curve {
                add(["threshold", stage.name, side, "\(stage.work.tokens)"] + point(row) + nothing)
            }
        }
        for ablation in report.ablations {
            let head: [String?] = [
                ablation.table.rawValue, ablation.name, "\(ablation.regionSide)", "\(ablation.tokens)",
            ]
            let tail: [String?] = [
                "\(ablation.change.won)", "\(ablation.change.lost)", "\(ablation.change.probability)",
                ablation.published.map { "\($0)" },
            ]
            // The whole curve of a design, otherwise its two points of interest.
            let all = ablation.curve.isEmpty ? [ablation.atThreshold, ablation.withoutExit] : ablation.curve
            for row in all { add(head + point(row) + tail) }
        }
        for other in report.beside {
            single(
                "beside", other.file, top1: other.first.top1, top5: other.first.top5, gmacs: other.gmacsFirst)
            for row in other.curve { add(["beside", other.file, nil, nil] + point(row) + nothing) }
            for side in other.sides {
                let name = "\(other.file) \(side.compressedSide)x\(side.compressedSide)"
                single("beside", name, tokens: side.tokens, top1: side.top1, top5: side.top5, gmacs: side.gmacs)
            }
        }
    }

    /// What every stage said of every picture: class and confidence, and of focus the window, for each of the sides.
    package init(_ pictures: [EvaluatedPicture], _ plan: EvaluationPlan) {
        self.init(
            ["picture", "label", "\(plan.first.column)_class", "\(plan.first.column)_confidence"]
                + plan.others.flatMap { stage in
                    [stage.column + "_class", stage.column + "_confidence", stage.column + "_window"]
                })
        for picture in pictures {
            var line: [String?] = [
                picture.path, "\(picture.label)", "\(picture.first.best.index)", "\(picture.first.best.confidence)",
            ]
            for stage in plan.others {
                let focus = picture.focus[stage.position]
                line += ["\(focus.answer.best.index)", "\(focus.answer.best.confidence)"]
                line.append(focus.window.map { "\($0)" })
            }
            add(line)
        }
    }
}
