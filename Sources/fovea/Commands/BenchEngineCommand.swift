import ArgumentParser
import Benchmarks
import Checkpoints
import Foundation
import Kernels
import LFViT

/// Times every stage of the engine beside the arithmetic limit.
struct BenchEngineCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "engine",
        abstract: "Time each stage of a model, and as a multiple of the processor's arithmetic limit.",
        discussion: """
            The limit is what fused multiply-adds reach in registers alone, measured between the stages on the same
            thread. Preprocessing is not in it.

            EXAMPLE: fovea bench engine --geometry small-224 --threads 1
            """
    )

    @Option(help: "A geometry with random weights (\(ModelConfiguration.names)) or a model file.")
    var geometry = "small-224"

    @Option(help: "The numeric format to compute in.")
    var precision: Precision = .fp32

    @Option(help: "How many threads one operation may use.")
    var threads = 1

    @Option(help: "How often everything is measured.")
    var rounds = 40

    @OptionGroup var cascade: CascadeFlags

    @Flag(help: "Print one line of JSON.")
    var json = false

    func validate() throws {
        guard threads >= 1, rounds >= 1 else { throw ValidationError("--threads and --rounds are at least 1") }
    }

    func run() throws {
        let model = try LFViTModel(named: geometry)
        let result = try EngineBenchmark(
            model, settings: cascade.settings(for: model.configuration), threads: threads, rounds: rounds
        )
        if json { return try JSONLine.write(Report(result, self)) }
        print("\(geometry), \(precision.rawValue), \(threads) thread(s), median of \(rounds) rounds")
        print("arithmetic limit \(result.limitGFLOPs.formatted(.number.precision(.fractionLength(1)))) GFLOP/s\n")
        print(Table.row("stage", ["ms/image", "GFLOP/s", "x limit"]))
        for stage in result.stages {
            print(
                Table.row(
                    stage.name,
                    [
                        Table.number(stage.milliseconds, 3), Table.number(stage.gflops, 1),
                        Table.number(stage.timesLimit, 3),
                    ]
                )
            )
        }
    }

    private struct Report: Encodable {
        let geometry: String
        let precision: String
        let threads: Int
        let rounds: Int
        let limitGFLOPs: Double
        let stages: [EngineBenchmark.Stage]

        init(_ result: EngineBenchmark, _ command: BenchEngineCommand) {
            geometry = command.geometry
            precision = command.precision.rawValue
            threads = command.threads
            rounds = command.rounds
            limitGFLOPs = result.limitGFLOPs
            stages = result.stages
        }
    }
}

extension LFViTModel {
    /// A model file, or random weights of a named geometry.
    convenience init(named name: String) throws {
        if let configuration = ModelConfiguration(named: name) {
            try self.init(configuration, weights: RandomWeights())
        } else if FileManager.default.fileExists(atPath: name) {
            try self.init(path: name)
        } else {
            throw ValidationError("\(name) is neither a file nor a geometry; geometries: \(ModelConfiguration.names)")
        }
    }
}
