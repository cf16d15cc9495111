import Evaluation

extension EvaluationReport {
    /// The tables for people.
    var text: String {
        var lines = [
            "\(Table.count(first.pictures, "picture")) of \(folder), \(Table.count(threads, "thread"))", "",
            Table.row("stage", ["top-1", "top-5"]), row(plan.first.name, first),
        ]
        lines += zip(plan.others, sweeps).map { row($0.name, $1.focus) }
        if let sides {
            lines += ["", Table.row("one stage", ["tokens", "top-1", "GMACs", "ms"])]
            lines += sides.map(row)
        }
        for (stage, sweep) in zip(plan.others, sweeps) {
            let name = stage.regionSide.map { "m=\($0)" } ?? "\(plan.first.name) and \(stage.name)"
            lines += [
                "", "the cascade \(stage.regionSide == nil ? "of" : "at") \(name)",
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
        for table in Ablation.Table.allCases {
            let rows = ablations.filter { $0.table == table }
            if let first = rows.first { lines += ["", heading(table, first)] + rows.map(row) }
        }
        if !beside.isEmpty { lines += ["", Table.row("beside", ["top-1", "top-5", "GMACs"])] }
        lines += beside.map(row)
        if let agreement {
            let ways =
                decoding == "exact"
                ? "\(precision) beside fp32" : "\(precision), decoded \(decoding), beside fp32, decoded exactly"
            lines += ["", ways, Table.row("stage", ["same class %", "points"])]
            lines.append(row(plan.first.name, agreement.first))
            lines += zip(plan.others, agreement.focus).map { row($0.name, $1) }
            for (stage, cascade) in zip(plan.others, agreement.cascade) {
                let name = stage.regionSide.map { "m=\($0)" } ?? stage.name
                lines.append(row("\(name) at \(Table.number(plan.threshold ?? 0, 2))", cascade))
            }
        }
        return lines.joined(separator: "\n")
    }

    private func row(_ side: Side) -> String {
        Table.row(
            "lookup \(side.compressedSide)x\(side.compressedSide)",
            [
                String(side.tokens), Table.number(side.top1, 1), Table.number(side.gmacs, 3),
                Table.number(side.milliseconds, 2),
            ])
    }

    /// The whole way of another model: where nothing exits, with the most compressed tokens.
    private func row(_ other: Beside) -> String {
        let (last, side) = (other.curve.last, other.sides.last)
        return Table.row(
            other.file.split(separator: "/").last.map(String.init) ?? other.file,
            [
                Table.number(last?.top1 ?? side?.top1 ?? other.first.top1, 1),
                Table.number(last?.top5 ?? side?.top5 ?? other.first.top5, 1),
                Table.number(last?.gmacs ?? side?.gmacs ?? other.gmacsFirst, 3),
            ])
    }

    private func heading(_ table: Ablation.Table, _ first: AblationReport) -> String {
        let name =
            switch table {
            case .regionRule: "region (Table 6)"
            case .beta: "beta (Table 4)"
            case .alpha: "alpha (Table 5)"
            case .design: "design (Fig. 5)"
            }
        let threshold = first.atThreshold.threshold.map { "at \(Table.number($0, 2))" } ?? "no exit"
        return Table.row(
            name, ["focus", threshold, "GMACs", "won", "lost", "p", "paper"], nameWidth: 20, cellWidth: 9)
    }

    private func row(_ ablation: AblationReport) -> String {
        Table.row(
            ablation.name,
            [
                Table.number(ablation.withoutExit.top1, 1), Table.number(ablation.atThreshold.top1, 1),
                Table.number(ablation.gmacsFocus, 3), "\(ablation.change.won)", "\(ablation.change.lost)",
                Table.number(ablation.change.probability, 3), ablation.published.map { Table.number($0, 1) } ?? "-",
            ], nameWidth: 20, cellWidth: 9)
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
