import ArgumentParser
import Checkpoints
import Foundation
import LFViT

/// Prints the parameters, the geometry and the work of each stage of a model.
struct ModelInfoCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "info",
        abstract: "Print parameters, geometry, tokens and multiply-accumulates of each stage.",
        discussion: "EXAMPLE: fovea model info --geometry small-224"
    )

    @Argument(help: "A model file.")
    var file: String?

    @Option(help: "Instead of a file, a geometry: \(ModelConfiguration.names).")
    var geometry: String?

    @OptionGroup var cascade: CascadeFlags

    @Flag(help: "Print one line of JSON.")
    var json = false

    func validate() throws {
        guard (file == nil) != (geometry == nil) else {
            throw ValidationError("name either a model file or --geometry (\(ModelConfiguration.names))")
        }
    }

    func run() throws {
        let report = try Report(configuration(), cascade)
        if json { return try JSONLine.write(report) }
        report.print()
    }

    private func configuration() throws -> ModelConfiguration {
        if let file {
            // Loading checks every tensor, so that what is printed is true of a usable file.
            return try LFViTModel(path: file).configuration
        }
        guard let geometry, let configuration = ModelConfiguration(named: geometry) else {
            throw ValidationError("\(geometry ?? "") is no known geometry: \(ModelConfiguration.names)")
        }
        return configuration
    }

    private struct Report: Encodable {
        struct Stage: Encodable {
            let tokens: Int
            let gmacs: Double

            init(_ work: Work) {
                tokens = work.tokens
                gmacs = work.gmacs
            }
        }

        struct Stages: Encodable {
            let plain: Stage
            let localization: Stage?
            let focus: [String: Stage]?
        }

        let architecture: String
        let parameters: Int
        let image: Int
        let grid: Int
        let dim: Int
        let depth: Int
        let heads: Int
        let classes: Int
        let regionSide: Int?
        let alpha: Double?
        let beta: Double?
        let crop: Double
        let mean: [Float]
        let std: [Float]
        let stages: Stages

        init(_ configuration: ModelConfiguration, _ flags: CascadeFlags) throws {
            let geometry = Geometry(configuration)
            architecture = configuration.architecture.rawValue
            parameters = geometry.parameters
            image = geometry.image
            grid = geometry.grid
            dim = geometry.dim
            depth = geometry.depth
            heads = geometry.heads
            classes = geometry.classes
            regionSide = configuration.regionSide
            alpha = configuration.alpha
            beta = configuration.beta
            crop = configuration.crop
            mean = configuration.mean
            std = configuration.std
            guard configuration.architecture == .lfViT else {
                stages = Stages(plain: Stage(.plain(geometry)), localization: nil, focus: nil)
                return
            }
            var focus: [String: Stage] = [:]
            for side in 1...geometry.grid {
                var settings = try flags.settings(for: configuration)
                settings.regionSide = side
                focus[String(side)] = Stage(.focus(geometry, settings))
            }
            stages = Stages(plain: Stage(.plain(geometry)), localization: Stage(.localization(geometry)), focus: focus)
        }

        func print() {
            Swift.print("architecture  \(architecture)")
            Swift.print("parameters    \(parameters.formatted(.number.locale(Locale(identifier: "en_US"))))")
            Swift.print("picture       \(image) x \(image), \(grid) x \(grid) coarse cells, crop \(crop)")
            Swift.print("encoder       \(depth) blocks of width \(dim), \(heads) heads; \(classes) classes")
            if let regionSide, let alpha, let beta {
                Swift.print("region        side \(regionSide), alpha \(alpha), beta \(beta)")
            }
            Swift.print("\n" + Table.row("stage", ["tokens", "GMACs"]))
            row("plain", stages.plain)
            if let localization = stages.localization { row("localization", localization) }
            for (side, stage) in (stages.focus ?? [:]).sorted(by: { Int($0.key) ?? 0 < Int($1.key) ?? 0 }) {
                row("focus m=\(side)", stage)
            }
        }

        private func row(_ name: String, _ stage: Stage) {
            Swift.print(Table.row(name, [String(stage.tokens), Table.number(stage.gmacs, 3)]))
        }
    }
}
