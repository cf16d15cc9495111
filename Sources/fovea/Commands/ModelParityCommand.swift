import ArgumentParser
import Checkpoints
import Kernels
import LFViT
import Tensors

/// Compares every intermediate of a model with what the PyTorch reference computed.
struct ModelParityCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "parity",
        abstract: "Compare every intermediate of a model with a golden file of the PyTorch reference.",
        usage: "fovea model parity <model> <goldens> ... [<options>]",
        discussion: """
            scripts/dump-goldens.py writes golden files. Exit status 1 where a tensor differs by more than the tolerance \
            (max |a - b| / max |b|), or where the region or a kept cell differs.

            EXAMPLE: fovea model parity lfvit.safetensors golden.safetensors
            """
    )

    @Argument(help: "The model file.")
    var model: String

    @Argument(help: "The golden files.")
    var goldens: [String]

    @Option(help: ArgumentHelp("The largest relative difference that passes.", valueName: "share"))
    var tolerance = 2e-4

    @Flag(help: "Print every tensor, not only the worst of a file.")
    var verbose = false

    func run() throws {
        let model = try LFViTModel(path: model)
        let bound = try BoundModel(model, context: ComputeContext())
        let side = model.geometry.image
        var failed = false
        for path in goldens {
            let golden = try SafetensorsFile(path: path)
            let parity = try Parity(
                bound, golden: golden, high: golden.tensor("high", [3, side, side]),
                low: golden.tensor("low", [3, side / 2, side / 2])
            )
            guard let worst = parity.worst else { throw CheckpointError(path, "holds none of this model's tensors") }
            failed = failed || !(worst.relative <= tolerance)
            for difference in verbose ? parity.differences : [] {
                try Output.line(Table.row(difference.name, ["\(difference.relative)"], nameWidth: 34, cellWidth: 24))
            }
            try Output.line("\(path): \(parity.differences.count) tensors, worst \(worst.name) \(worst.relative)")
        }
        if failed { throw ExitCode(1) }
    }
}
