import ArgumentParser
import BundledModel
import Checkpoints
import Foundation
import Kernels
import LFViT

extension Precision: ExpressibleByArgument {}

/// The flags of every command that runs a model.
struct ModelFlags: ParsableArguments {
    @Option(help: ArgumentHelp("A model file; without it the bundled LF-ViT-Tiny.", valueName: "file"))
    var model: String?

    @Option(help: ArgumentHelp("The numeric format to compute in.", valueName: "format"))
    var precision: Precision = .fp32

    /// Where the model lies.
    var path: String { model ?? BundledModel.lfViTTiny.path }

    /// Loads the model that was asked for.
    func load() throws -> LFViTModel {
        try LFViTModel(path: path)
    }
}
