import ArgumentParser
import Benchmarks
import Checkpoints
import Evaluation
import Foundation
import Kernels
import LFViT
import LookupViT

/// Times every stage of the engine beside the arithmetic limit.
struct BenchEngineCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "engine",
        abstract: "Time each stage of a model, and as a multiple of the processor's arithmetic limit.",
        usage: "fovea bench engine [<options>]",
        discussion: """
            The limit is what fused multiply-adds reach in registers alone, measured between the stages on the same \
            thread. Preprocessing is not in it.

            EXAMPLE: fovea bench engine --geometry small-224 --threads 1
            """
    )

    @Option(help: "A geometry with random weights (\(ModelConfiguration.names)) or a model file.")
    var geometry = "small-224"

    @Option(help: ArgumentHelp("The numeric format to compute in.", valueName: "format"))
    var precision: PrecisionChoice = .fp32

    @Option(help: ArgumentHelp("How many threads one operation may use.", valueName: "count"))
    var threads = 1

    @Option(help: ArgumentHelp("How many pictures each stage answers together.", valueName: "count"))
    var batch = 1

    @Option(help: ArgumentHelp("How often everything is measured.", valueName: "count"))
    var rounds = 40

    @OptionGroup var cascade: CascadeFlags

    @OptionGroup var lookup: LookupFlags

    @Flag(help: "Tell where each stage's time goes, and what the GELU costs beside its product (LF-ViT and ViT alone).")
    var profile = false

    @Flag(help: "Print one line of JSON.")
    var json = false

    func validate() throws {
        if !(1...256).contains(threads) { throw ValidationError("--threads \(threads): 1 to 256") }
        if !(1...32).contains(batch) { throw ValidationError("--batch \(batch): 1 to 32") }
        if rounds < 1 { throw ValidationError("--rounds \(rounds): at least 1") }
    }

    func run() throws {
        let model = try LoadedModel(named: geometry, precision: precision.precision)
        let result = try measure(model)
        let gelu =
            profile
            ? try model.plainGeometry.map { try GELUBenchmark($0, precision: model.precision, rounds: rounds) } : nil
        try json ? Output.json(Report(result, gelu, self)) : Output.line(text(result, gelu))
    }

    private func measure(_ model: LoadedModel) throws -> EngineBenchmark {
        switch model {
        case .lfViT(let model):
            try lookup.refuse()
            return try EngineBenchmark(
                model, settings: cascade.settings(for: model.configuration), threads: threads, batch: batch,
                rounds: rounds, isProfiled: profile)
        case .elastic(let model): return try measure(.lfViT(model.base))
        case .lookupViT(let model):
            let settings = try lookup.settings(for: model.geometry, cascade)
            let all = EvaluationPlan.compressedSides.filter(model.geometry.compressedSides.contains)
            return try EngineBenchmark(
                model, sides: lookup.compressedSide == nil ? all : [settings.side], head: settings.head,
                threads: threads, batch: batch, rounds: rounds)
        }
    }

    private func text(_ result: EngineBenchmark, _ gelu: GELUBenchmark?) -> String {
        let head = [
            "\(geometry), \(precision.rawValue), \(Table.count(threads, "thread")), batch \(batch), "
                + "median of \(Table.count(rounds, "round"))",
            "arithmetic limit \(Table.number(result.limitGFLOPs, 1)) GFLOP/s", "",
            Table.row("stage", ["ms/image", "GFLOP/s", "x limit"]),
        ]
        let stages = result.stages.map { stage in
            Table.row(
                stage.name,
                [Table.number(stage.milliseconds, 3), Table.number(stage.gflops, 1), Table.number(stage.timesLimit, 3)]
            )
        }
        return (head + stages + cascade(result) + profiles(result, gelu)).joined(separator: "\n")
    }

    private func cascade(_ result: EngineBenchmark) -> [String] {
        guard let ratio = result.cascadeRatio else { return [] }
        let share = Table.number(100 * EngineBenchmark.focusShare, 0)
        return ["", "cascade with \(share) % at focus: \(Table.number(ratio, 2)) times the pictures of the plain pass"]
    }

    private func profiles(_ result: EngineBenchmark, _ gelu: GELUBenchmark?) -> [String] {
        var lines: [String] = []
        for profile in result.profiles {
            lines += ["", Table.row(profile.stage, ["ms/image", "share"])]
            lines += profile.parts.map { part in
                Table.row(
                    part.station, [Table.number(part.milliseconds, 3), Table.number(100 * part.share, 1) + " %"])
            }
        }
        if let gelu {
            lines += ["", "GELU: \(Table.number(100 * gelu.share, 1)) % of its product's time"]
        }
        return lines
    }

    private struct Report: Encodable {
        let geometry: String
        let precision: String
        let threads: Int
        let batch: Int
        let rounds: Int
        let limitGFLOPs: Double
        let stages: [EngineBenchmark.Stage]
        let cascadeRatio: Double?
        let profiles: [StageProfile]?
        let gelu: GELUBenchmark?

        init(_ result: EngineBenchmark, _ gelu: GELUBenchmark?, _ command: BenchEngineCommand) {
            geometry = command.geometry
            precision = command.precision.rawValue
            threads = command.threads
            batch = command.batch
            rounds = command.rounds
            limitGFLOPs = result.limitGFLOPs
            stages = result.stages
            cascadeRatio = result.cascadeRatio
            profiles = result.profiles.isEmpty ? nil : result.profiles
            self.gelu = gelu
        }
    }
}

extension LoadedModel {
    /// The sizes of a model with a plain pass.
    fileprivate var plainGeometry: Geometry? {
        switch self {
        case .lfViT(let model): model.geometry
        case .elastic(let model): model.base.geometry
        case .lookupViT: nil
        }
    }

    /// A model file, or random weights of a named geometry.
    init(named name: String, precision: Precision = .fp32) throws {
        if let configuration = ModelConfiguration(named: name) {
            self =
                configuration.architecture == .lookupViT
                ? .lookupViT(try LookupViTModel(configuration, weights: RandomWeights(), precision: precision))
                : .lfViT(try LFViTModel(configuration, weights: RandomWeights(), precision: precision))
        } else if FileManager.default.fileExists(atPath: name) {
            try self.init(path: name, precision: precision)
        } else {
            throw ValidationError("\(name) is neither a file nor a geometry; geometries: \(ModelConfiguration.names)")
        }
    }
}
