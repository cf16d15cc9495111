import ArgumentParser
import Evaluation

/// Sets the work that the LF-ViT paper prints beside what the formula gives.
struct ModelPaperCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "paper",
        abstract: "Print the rows of the LF-ViT paper's Tables 1 to 3 beside the work that the formula gives them.",
        discussion: """
            GMACs throughout, DeiT-S geometry. "full" is a picture that takes the whole way, as the public code runs it; \
            "at focus" the share of pictures that must have reached focus for the paper's mean, with what its rounding \
            allows. A dash: the formula of docs/model.md does not cover the model. What follows from it: docs/paper.md.

            EXAMPLE: fovea model paper
            """
    )

    @Flag(help: "Print one line of JSON.")
    var json = false

    func run() throws {
        guard !json else { return try Output.json(PublishedRow.all) }
        var table = 0
        for row in PublishedRow.all {
            if row.table != table {
                table = row.table
                try Output.line(
                    (table == 1 ? "" : "\n")
                        + Table.row(
                            "Table \(table)", ["acc. %", "paper G", "glance", "focus", "full", "at focus"],
                            nameWidth: 26, cellWidth: 9))
            }
            try Output.line(line(row))
        }
    }

    private func line(_ row: PublishedRow) -> String {
        let figure = { (value: Double?) in value.map { Table.number($0, 3) } ?? "-" }
        let name = row.model + (row.regionSide.map { ", m=\($0)" } ?? "") + (row.threshold.map { ", \($0)" } ?? "")
        var share = "-"
        if let value = row.focusShare, let margin = row.shareMargin {
            share = "\(Table.number(value, 2)) ± \(Table.number(margin, 2))"
        }
        return Table.row(
            name,
            [Table.number(row.accuracy, 1), Table.number(row.printed, row.table == 1 ? 2 : 1)]
                + [row.localization, row.focus, row.full].map(figure), nameWidth: 26, cellWidth: 9) + "  " + share
    }
}
