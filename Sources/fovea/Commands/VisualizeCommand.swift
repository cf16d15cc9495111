import ArgumentParser
import BundledModel
import Cascade
import Foundation
import HeatMaps
import Images
import LFViT
import Threads

/// Draws what the cascade saw.
struct VisualizeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "visualize",
        abstract: "Draw class attention, window, kept cells and both answers of pictures, as PNG.",
        discussion: """
            Writes one sheet a picture into the output folder, named after the picture. With --compare it writes a figure
            of what several region rules choose instead.

            EXAMPLE: fovea visualize Photographs --out heatmaps --no-exit
            """
    )

    @Argument(help: "Picture files and folders.")
    var paths: [String]

    @Option(help: ArgumentHelp("The folder to write to; made where it does not exist.", valueName: "folder"))
    var out = "heatmaps"

    @Option(parsing: .upToNextOption, help: "Region rules to draw side by side, for example: ngca scattered.")
    var compare: [RegionRule] = []

    @OptionGroup var run: RunFlags

    func validate() throws {
        guard compare.count <= RegionFigure.mostPanels else {
            throw ValidationError("--compare takes at most \(RegionFigure.mostPanels) rules")
        }
    }

    func run() async throws {
        let files = try PictureFiles.list(paths)
        let table = try run.classTable()
        let model = try run.model.load()
        guard model.geometry.isCascade else {
            throw ValidationError("a one-pass model has no class attention to draw; name an LF-ViT model")
        }
        try FileManager.default.createDirectory(atPath: out, withIntermediateDirectories: true)
        let settings = try run.cascade.settings(for: model.configuration)
        let sheets = SheetNames(folder: out, files: files)
        let crop = run.crop
        let pool = try await ComputePool(name: "visualize", threads: run.threadCount(for: files.count)) {
            try FrameCascade(model, settings: settings, crop: crop)
        }
        let rules = compare
        var failed = 0
        try await pool.inOrder(Array(files.enumerated())) { cascade, input -> (target: String, problem: String?) in
            let target = sheets.path(input.offset)
            do {
                let answer = try cascade.answer(file: input.element, number: UInt64(input.offset))
                let name = (input.element as NSString).lastPathComponent
                let drawing = Drawing(model: model, settings: settings, cascade: cascade, table: table, title: name)
                let sheet =
                    try rules.isEmpty ? drawing.sheet(answer) : drawing.figure(rules, number: UInt64(input.offset))
                try PNGEncoder().encode(sheet, file: target)
                return (target, nil)
            } catch {
                return (target, "\(input.element): \(error)")
            }
        } emit: { target, problem in
            guard let problem else { return print(target) }
            FileHandle.standardError.write(Data("\(problem)\n".utf8))
            failed += 1
        }
        await pool.shutdown()
        if failed > 0 { throw ExitCode(1) }
    }
}
