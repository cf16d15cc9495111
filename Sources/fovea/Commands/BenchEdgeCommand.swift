import ArgumentParser
import Benchmarks
import Checkpoints
import Foundation
import Kernels
import LFViT
import Replay

/// Measures an edge node: its localization beside the bare engine's, or its memory over very many frames.
struct BenchEdgeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "edge",
        abstract: "Compare an edge node's localization with the bare engine's, or its memory over many frames.",
        discussion: """
            Both ways localize the same picture on one thread, in turn. With --frames that many frames go through a node \
            with a coordinator and simulated workers in this process; some are no pictures, some come too late. The books \
            must balance, and the memory is told as it goes.

            EXAMPLE: fovea bench edge --geometry small-224
            EXAMPLE: fovea bench edge --geometry mini-64 --region-side 1 --frames 1000000
            """
    )

    @Option(help: "A geometry with random weights (\(ModelConfiguration.names)) or a model file.")
    var geometry = "small-224"

    @Option(help: ArgumentHelp("The numeric format to compute in.", valueName: "format"))
    var precision: PrecisionChoice = .fp32

    @Option(help: ArgumentHelp("The picture; one of random tiles without it.", valueName: "file"))
    var picture: String?

    @Option(help: ArgumentHelp("How many frames each round times on either way.", valueName: "count"))
    var batch = 20

    @Option(help: ArgumentHelp("How often both are measured.", valueName: "count"))
    var rounds = 15

    @Option(
        help: ArgumentHelp("Send that many frames through a node instead, and look at its memory.", valueName: "count"))
    var frames: Int?

    @Option(help: ArgumentHelp("The share of the frames that is forwarded then, 0 to 1.", valueName: "share"))
    var hard = 0.25

    @OptionGroup var cascade: CascadeFlags

    @Flag(help: "Print one line of JSON.")
    var json = false

    func validate() throws {
        if !(1...10_000).contains(batch) { throw ValidationError("--batch \(batch): 1 to 10000") }
        if !(1...10_000).contains(rounds) { throw ValidationError("--rounds \(rounds): 1 to 10000") }
        if let frames, frames < 1000 { throw ValidationError("--frames \(frames): at least 1000") }
        if !(0...1).contains(hard) { throw ValidationError("--hard \(hard): 0 to 1") }
    }

    func run() async throws {
        guard case .lfViT(let model) = try LoadedModel(named: geometry, precision: precision.precision) else {
            throw ValidationError("\(geometry): this measures LF-ViT")
        }
        let settings = try cascade.settings(for: model.configuration)
        if let frames { return try await endure(frames, model, settings) }
        let result = try await EdgeBenchmark(
            model, settings: settings, picture: bytes(model.geometry.image), frames: batch, rounds: rounds)
        try json ? Output.json(result) : Output.line(text(result))
    }

    private func bytes(_ side: Int) throws -> [UInt8] {
        if let picture { return [UInt8](try Data(contentsOf: URL(fileURLWithPath: picture))) }
        return try RandomPictures.files(1, side: side)[0]
    }

    private func text(_ result: EdgeBenchmark) -> String {
        let rows = [
            ("bare engine", result.bareMilliseconds), ("edge node", result.localizationMilliseconds),
            ("decoding", result.decodingMilliseconds), ("processor time", result.processorMilliseconds),
        ]
        return [
            "\(geometry), \(precision.rawValue), one thread, \(batch) frames a round, median of "
                + Table.count(rounds, "round"), "",
            Table.row("localization", ["ms/frame"]),
            rows.map { Table.row($0.0, [Table.number($0.1, 3)]) }.joined(separator: "\n"), "",
            "ratio \(Table.number(result.ratio, 3)) (at most 1.2 is the target); with all that the node does but decoding "
                + Table.number(result.processorRatio, 3),
        ].joined(separator: "\n")
    }

    private func endure(_ frames: Int, _ model: LFViTModel, _ settings: CascadeSettings) async throws {
        if !json { try Output.line(Table.row("frames", ["MB resident"])) }
        let result = try await EdgeEndurance(
            model, settings: settings, frames: frames, hardShare: hard,
            payload: PayloadChoice.features.encoding(model, settings), resident: { ResidentMemory.bytes() ?? 0 }
        ) { point in
            if !json { try Output.line(Table.row("\(point.frames)", [Self.megabytes(point.residentBytes)])) }
        }
        if json {
            try Output.json(result)
        } else {
            try Output.line(
                """

                \(result.offered) offered: \(result.exited) exited, \(result.focused) focused, \(result.fallback) fallback, \
                \(result.rejected) rejected, \(result.dropped) dropped; \(Table.number(result.rate, 0)) frames/s
                growth after the warm-up: \(Self.megabytes(result.growth)) MB
                """)
        }
        for problem in result.problems { Output.problem(problem) }
        if !result.problems.isEmpty { throw ExitCode.failure }
    }

    private static func megabytes(_ bytes: Int) -> String { Table.number(Double(bytes) / 1e6, 1) }
}
