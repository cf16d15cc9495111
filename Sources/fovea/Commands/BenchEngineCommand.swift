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

    @Option(help: ArgumentHelp("How many pictures one pass and focus answer together.", valueName: "count"))
    var batch = 1

    @Option(help: ArgumentHelp("How often everything is measured.", valueName: "count"))
    var rounds = 40

    @OptionGroup var cascade: CascadeFlags

    @OptionGroup var lookup: LookupFlags

    @Flag(help: "Print one line of JSON.")
    var json = false

    func validate() throws {
        if !(1...256).contains(threads) { throw ValidationError("--threads \(threads): 1 to 256") }
        if !(1...32).contains(batch) { throw ValidationError("--batch \(batch): 1 to 32") }
        if rounds < 1 { throw ValidationError("--rounds \(rounds): at least 1") }
    }

    func run() throws {
        let result = try measure(LoadedModel(named: geometry, precision: precision.precision))
        try json ? Output.json(Report(result, self)) : Output.line(text(result))
    }

    private func measure(_ model: LoadedModel) throws -> EngineBenchmark {
        switch model {
        case .lfViT(let model):
            try lookup.refuse()
            return try EngineBenchmark(
                model, settings: cascade.settings(for: model.configuration), threads: threads, batch: batch,
                rounds: rounds)
        case .elastic(let model): return try measure(.lfViT(model.base))
        case .lookupViT(let model):
            let settings = try lookup.settings(for: model.geometry, cascade)
            let all = EvaluationPlan.compressedSides.filter(model.geometry.compressedSides.contains)
            return try EngineBenchmark(
                model, sides: lookup.compressedSide == nil ? all : [settings.side], head: settings.head,
                threads: threads, batch: batch, rounds: rounds)
        }
    }

    private func text(_ result: EngineBenchmark) -> String {
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
        return (head + stages).joined(separator: "\n")
    }

    private struct Report: Encodable {
        let geometry: String
        let precision: String
        let threads: Int
        let batch: Int
        let rounds: Int
        let limitGFLOPs: Double
        let stages: [EngineBenchmark.Stage]

        init(_ result: EngineBenchmark, _ command: BenchEngineCommand) {
            geometry = command.geometry
            precision = command.precision.rawValue
            threads = command.threads
            batch = command.batch
            rounds = command.rounds
            limitGFLOPs = result.limitGFLOPs
            stages = result.stages
        }
    }
}

extension LoadedModel {
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
