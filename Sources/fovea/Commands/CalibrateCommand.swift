import ArgumentParser
import Cascade
import Checkpoints
import Evaluation
import Foundation
import Gears
import Kernels
import LFViT
import Threads
import Wire

/// Measures the accuracy/load curve and writes the gear table.
struct CalibrateCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "calibrate",
        abstract: "Measure accuracy against load on a folder, and choose the gears of a fleet.",
        discussion: """
            With one folder a class (index, WordNet id or label) accuracy is against the labels; any other folder is \
            measured against the close look at the whole picture (docs/gears.md). Of a LookupViT model gears move the \
            glance's threshold and the side of the compressed grid.

            EXAMPLE: fovea calibrate imagenette --crop 1 --out gears.json --plot gears.svg
            """
    )

    @Argument(help: "The folder of pictures.")
    var folder: String

    @OptionGroup var run: RunFlags

    @Option(
        parsing: .upToNextOption,
        help: ArgumentHelp(
            "Region sides to measure; without it --region-side or the model's. LookupViT: compressed sides (5 7 10).",
            valueName: "cells")
    )
    var sides: [Int] = []

    @Option(help: ArgumentHelp("Where to write the gear table.", valueName: "file"))
    var out: String?

    @Option(help: ArgumentHelp("Where to draw the curve, as SVG.", valueName: "file"))
    var plot: String?

    @Option(help: "How many gears the table has at most, 2 to 255.")
    var gears = 8

    @Flag(help: "Take the full pass as teacher even where the folder is labelled.")
    var teacher = false

    @Flag(help: "Print the gear table as one line of JSON.")
    var json = false

    func validate() throws {
        guard (2...255).contains(gears) else { throw ValidationError("--gears \(gears): 2 to 255") }
        if let plot, !plot.lowercased().hasSuffix(".svg") {
            throw ValidationError("--plot \(plot): the curve is drawn as SVG; name a file that ends in .svg")
        }
    }

    func run() async throws {
        let model = try run.model.loadAny()
        let plan = try CalibrationPlan(model, run, sides: sides)
        let (pictures, reference) = try pictures(model)
        let measured = try await measure(pictures, plan, needsTeacher: reference == .teacher)
        guard !measured.isEmpty else { throw ExitCode(1) }
        let points = CalibrationSweep(
            measured, glance: plan.glance, looks: plan.looks, precision: model.precision.rawValue
        ).points
        let fingerprint = try model.fingerprint(
            file: run.model.path, settings: CascadeSettings(model.configuration))
        let table = GearTable(
            weights: fingerprint.weights.hexadecimal, geometry: fingerprint.geometry.hexadecimal, reference: reference,
            pictures: measured.count, gears: ParetoFront.gears(from: points, limit: gears))
        if let out { try ReplayFile.write(table.json() + Data("\n".utf8), to: out, naming: "--out") }
        if let plot {
            let title = "\(measured.count) pictures, accuracy against \(reference.rawValue)"
            let drawing = CalibrationPlot(points: points, gears: table.gears, title: title)
            try ReplayFile.write(Data(drawing.svg.utf8), to: plot, naming: "--plot")
        }
        try json ? Output.json(table) : Output.line(table.text)
        if measured.count < pictures.count { throw ExitCode(1) }
    }

    /// The pictures, with labels where every folder is named after a class.
    private func pictures(_ model: LoadedModel) throws -> ([(path: String, label: Int?)], GearTable.Reference) {
        if !teacher {
            let labelled = try? LabelledFolder(
                folder, classes: run.classTable(for: model.configuration), count: model.configuration.classes)
            if let labelled { return (labelled.pictures.map { ($0.path, $0.label) }, .labels) }
        }
        return (try PictureFiles.list([folder]).map { ($0, nil) }, .teacher)
    }

    private func measure(
        _ pictures: [(path: String, label: Int?)], _ plan: CalibrationPlan, needsTeacher: Bool
    ) async throws -> [CalibratedPicture] {
        try await ComputePool.lent(name: "calibrate", threads: run.threadCount(for: pictures.count)) {
            try plan.calibrator(needsTeacher)
        } to: { pool in
            var measured: [CalibratedPicture] = []
            var progress = Progress(total: pictures.count)
            try await pool.inOrder(Array(pictures.enumerated())) {
                calibrator, input -> Result<CalibratedPicture, any Error> in
                Result {
                    try calibrator.measure(
                        file: input.element.path, label: input.element.label, number: UInt64(input.offset))
                }
            } emit: { result in
                switch result {
                case .success(let picture): measured.append(picture)
                case .failure(let error):
                    progress.clear()
                    Output.problem("\(error)")
                }
                progress.step()
            }
            progress.clear()
            return measured
        }
    }
}
