import ArgumentParser
import BundledModel
import Cascade
import Checkpoints
import Foundation
import Images
import Kernels
import LFViT
import LookupViT
import Threads

/// The flags of every command that runs pictures through a model.
struct RunFlags: ParsableArguments {
    @OptionGroup var model: ModelFlags

    @OptionGroup var cascade: CascadeFlags

    @OptionGroup var lookup: LookupFlags

    @OptionGroup var cropping: CropFlag

    @Option(
        help: ArgumentHelp(
            "How many threads run pictures side by side, or share one picture; without it one a core.",
            valueName: "count"))
    var threads: Int?

    @Option(help: ArgumentHelp("A table of class names (index, WordNet id, label; tabs between).", valueName: "file"))
    var classes: String?

    /// The share that `--crop` names.
    var crop: Double? { cropping.crop }

    func validate() throws {
        try lookup.refuseChoice()
        if let threads, !(1...256).contains(threads) { throw ValidationError("--threads \(threads): 1 to 256") }
    }

    /// The names of a model's classes.
    func classTable(for model: ModelConfiguration) throws -> ClassTable {
        try ClassNames.table(for: model, file: classes)
    }

    /// How many threads to start for some pictures.
    func threadCount(for pictures: Int) -> Int {
        max(1, min(allThreads, pictures))
    }

    private var allThreads: Int { threads ?? ProcessInfo.processInfo.activeProcessorCount }

    /// How many threads each of some pictures has: where there are fewer pictures than threads, several.
    private func threadsEach(for pictures: Int) -> Int {
        min(allThreads / threadCount(for: pictures), ComputeContext.mostThreads)
    }

    /// Lends a body compute threads, each with a cascade of its own.
    func withCascades(
        _ model: LoadedModel, for pictures: Int, decoding: DecodingMode = .exact,
        _ body: (ComputePool<FrameCascade>) async throws -> Void
    ) async throws {
        let make = try cascade(model, threads: threadsEach(for: pictures), decoding)
        try await ComputePool.lent(name: "cascade", threads: threadCount(for: pictures), make: make) {
            try await body($0)
        }
    }

    /// What makes a thread's cascade, its settings checked against the model.
    private func cascade(
        _ model: LoadedModel, threads: Int, _ decoding: DecodingMode
    ) throws -> @Sendable () throws -> FrameCascade {
        let crop = crop
        switch model {
        case .lfViT(let model):
            try lookup.refuse()
            let settings = try cascade.settings(for: model.configuration)
            return {
                try FrameCascade(model, settings: settings, crop: crop, threads: threads, decoding: decoding)
            }
        case .elastic(let model):
            let settings = try cascade.settings(for: model.base.configuration)
            let side = try lookup.elasticSide(model, cascade)
            let head = lookup.head
            return {
                try FrameCascade(
                    model, settings: settings, side: side, head: head, crop: crop, threads: threads,
                    decoding: decoding)
            }
        case .lookupViT(let model):
            let settings = try lookup.settings(for: model.geometry, cascade)
            return {
                try FrameCascade(model, settings: settings, crop: crop, threads: threads, decoding: decoding)
            }
        }
    }
}
