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
        if report.sweeps.isEmpty {
            add(
                ["plain", report.model, nil, nil, nil, "\(report.first.top1)", "\(report.first.top5)", nil, nil, nil]
                    + ["\(report.gmacsFirst)", nil] + nothing)
        }
        for sweep in report.sweeps {
            for row in sweep.curve {
                add(["threshold", "m=\(sweep.regionSide)", "\(sweep.regionSide)", nil] + point(row) + nothing)
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
            let figures: [String?] = ["\(other.first.top1)", "\(other.first.top5)", nil, nil, nil]
            add(["beside", other.file, nil, nil, nil] + figures + ["\(other.gmacsFirst)", nil] + nothing)
            for row in other.curve { add(["beside", other.file, nil, nil] + point(row) + nothing) }
        }
    }

    /// What every stage said of every picture: class and confidence, and of focus the window, for each of the sides.
    package init(_ pictures: [EvaluatedPicture], _ plan: EvaluationPlan, isCascade: Bool) {
        let sides = isCascade ? plan.sides : []
        let first = isCascade ? "localization" : "plain"
        self.init(
            ["picture", "label", "\(first)_class", "\(first)_confidence"]
                + sides.flatMap { position in
                    let side = plan.settings[position].regionSide
                    return ["focus\(side)_class", "focus\(side)_confidence", "focus\(side)_window"]
                })
        for picture in pictures {
            var line: [String?] = [
                picture.path, "\(picture.label)", "\(picture.first.best.index)", "\(picture.first.best.confidence)",
            ]
            for position in sides {
                let focus = picture.focus[position]
                line += ["\(focus.answer.best.index)", "\(focus.answer.best.confidence)"]
                line.append(focus.window.map { "\($0)" })
            }
            add(line)
        }
    }
}
