import ArgumentParser
import Checkpoints
import Kernels
import LFViT
import LookupViT
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
        let loaded = try LoadedModel(path: model, precision: .fp32)
        var failed = false
        for path in goldens {
            let differences = try differences(loaded, SafetensorsFile(path: path))
            guard let worst = differences.max(by: { $0.relative < $1.relative }) else {
                throw CheckpointError(path, "holds none of this model's tensors")
            }
            failed = failed || !(worst.relative <= tolerance)
            for difference in verbose ? differences : [] {
                try Output.line(Table.row(difference.name, ["\(difference.relative)"], nameWidth: 34, cellWidth: 24))
            }
            try Output.line("\(path): \(differences.count) tensors, worst \(worst.name) \(worst.relative)")
        }
        if failed { throw ExitCode(1) }
    }

    private func differences(
        _ loaded: LoadedModel, _ golden: SafetensorsFile
    ) throws -> [GoldenComparison.Difference] {
        let (context, side) = (try ComputeContext(), loaded.configuration.image)
        let high = try golden.tensor("high", [3, side, side])
        switch loaded {
        case .lfViT(let model):
            let low = try golden.tensor("low", [3, side / 2, side / 2])
            return try Parity(BoundModel(model, context: context), golden: golden, high: high, low: low).differences
        case .lookupViT(let model):
            return try LookupParity(BoundLookupViT(model, context: context), golden: golden, picture: high).differences
        }
    }
}
