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
            Writes one sheet a picture into the output folder, named after the picture; no picture that is read is ever \
            overwritten. With \
            --compare it writes a figure of what several region rules choose instead; with --figure it writes a single \
            figure of easy and hard pictures, the paper's Fig. 6.

            EXAMPLE: fovea visualize Photographs --out heatmaps --no-exit
            EXAMPLE: fovea visualize imagenette --crop 1 --right --figure selections.png
            """
    )

    @Argument(help: "Picture files and folders.")
    var paths: [String]

    @Option(help: ArgumentHelp("The folder to write to; made where it does not exist.", valueName: "folder"))
    var out = "heatmaps"

    @Option(
        parsing: .upToNextOption,
        help: ArgumentHelp("Region rules to draw side by side, for example: ngca scattered.", valueName: "rule")
    )
    var compare: [RegionRule] = []

    @OptionGroup var figure: FigureFlags

    @OptionGroup var run: RunFlags

    func validate() throws {
        guard compare.count <= RegionFigure.mostPanels else {
            throw ValidationError("--compare takes at most \(RegionFigure.mostPanels) rules")
        }
    }

    func run() async throws {
        let model = try run.model.load()
        let table = try run.classTable(for: model.configuration)
        guard model.geometry.isCascade else {
            throw ValidationError("a one-pass model has no class attention to draw; name an LF-ViT model")
        }
        if let file = figure.figure {
            let gallery = SelectionGallery(flags: figure, run: run)
            let failed = try await gallery.draw(paths, model, table: table, to: file)
            try Output.line(file)
            if failed > 0 { throw ExitCode(1) }
            return
        }
        let files = try PictureFiles.list(paths)
        let settings = try run.cascade.settings(for: model.configuration)
        let sheets = try SheetNames(folder: out, files: files)
        let rules = compare
        var failed = 0
        try await run.withCascades(.lfViT(model), for: files.count) { pool in
            try await pool.inOrder(Array(files.enumerated())) { cascade, input -> (target: String, problem: String?) in
                let target = sheets.path(input.offset)
                let picture: FrameAnswer
                do {
                    picture = try cascade.answer(file: input.element, number: UInt64(input.offset))
                } catch {
                    return (target, "\(input.element): \(error)")
                }
                do {
                    let name = (input.element as NSString).lastPathComponent
                    let drawing = Drawing(model: model, settings: settings, cascade: cascade, table: table, title: name)
                    let sheet =
                        try rules.isEmpty ? drawing.sheet(picture) : drawing.figure(rules, number: UInt64(input.offset))
                    try PNGEncoder().encode(sheet, file: target)
                    return (target, nil)
                } catch {
                    return (target, "\(target): \(error)")
                }
            } emit: { target, problem in
                guard let problem else { return try Output.line(target) }
                Output.problem(problem)
                failed += 1
            }
        }
        if failed > 0 { throw ExitCode(1) }
    }
}
