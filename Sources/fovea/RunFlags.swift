import ArgumentParser
import BundledModel
import Cascade
import Foundation
import LFViT
import Threads

/// The flags of every command that runs pictures through a model.
struct RunFlags: ParsableArguments {
    @OptionGroup var model: ModelFlags

    @OptionGroup var cascade: CascadeFlags

    @Option(help: "The share of the resized picture's side that the centre crop keeps; without it the model's.")
    var crop: Double?

    @Option(help: "How many threads run pictures side by side; without it one a core.")
    var threads: Int?

    @Option(help: ArgumentHelp("A table of class names (index, WordNet id, label; tabs between).", valueName: "file"))
    var classes: String?

    func validate() throws {
        if let crop, !(crop > 0.05 && crop <= 1) {
            throw ValidationError("--crop \(crop): a share of the side, above 0.05 and at most 1")
        }
        if let threads, !(1...256).contains(threads) { throw ValidationError("--threads \(threads): 1 to 256") }
    }

    /// The names of the classes.
    func classTable() throws -> ClassTable {
        try classes.map { try ClassTable(URL(fileURLWithPath: $0)) } ?? ClassTable()
    }

    /// How many threads to start for some pictures.
    func threadCount(for pictures: Int) -> Int {
        max(1, min(threads ?? ProcessInfo.processInfo.activeProcessorCount, pictures))
    }

    /// Compute threads, each with a cascade of its own.
    func pool(for pictures: Int) async throws -> ComputePool<FrameCascade> {
        let model = try model.load()
        let settings = try cascade.settings(for: model.configuration)
        let crop = crop
        return try await ComputePool(name: "cascade", threads: threadCount(for: pictures)) {
            try FrameCascade(model, settings: settings, crop: crop)
        }
    }
}
