import ArgumentParser
import Evaluation
import Foundation

/// The files that an evaluation is written to, each where it is asked for.
struct EvaluationFiles: ParsableArguments {
    @Option(help: ArgumentHelp("Where to write the report as a page with plots.", valueName: "file"))
    var page: String?

    @Option(help: ArgumentHelp("Where to write the report as JSON.", valueName: "file"))
    var report: String?

    @Option(help: ArgumentHelp("Where to write curves and ablations as CSV.", valueName: "file"))
    var csv: String?

    @Option(help: ArgumentHelp("Where to write each picture's answers as CSV.", valueName: "file"))
    var pictures: String?

    /// Finds out before the long pass, not after it, that a file cannot be written.
    func validate() throws {
        for (flag, path) in [("--page", page), ("--report", report), ("--csv", csv), ("--pictures", pictures)] {
            guard let path else { continue }
            let folder = URL(fileURLWithPath: path).deletingLastPathComponent().path
            guard FileManager.default.isWritableFile(atPath: folder) else {
                throw ValidationError("\(flag) \(path): nothing can be written to \(folder); name another file")
            }
        }
    }

    /// Writes what was asked for.
    func write(_ found: EvaluationReport, _ evaluated: [EvaluatedPicture]) throws {
        if let page { try ReplayFile.write(EvaluationPage(found).html(), to: page, naming: "--page") }
        if let report {
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.sortedKeys, .prettyPrinted, .withoutEscapingSlashes]
            try ReplayFile.write(encoder.encode(found), to: report, naming: "--report")
        }
        if let csv { try ReplayFile.write(Data(CSV(found).text.utf8), to: csv, naming: "--csv") }
        if let pictures {
            let table = CSV(evaluated, found.plan)
            try ReplayFile.write(Data(table.text.utf8), to: pictures, naming: "--pictures")
        }
    }
}
