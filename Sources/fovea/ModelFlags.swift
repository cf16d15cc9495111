import ArgumentParser
import BundledModel
import Checkpoints
import Foundation
import Kernels
import LFViT

/// The flags of every command that runs a model.
struct ModelFlags: ParsableArguments {
    @Option(help: ArgumentHelp("A model file; without it the bundled LF-ViT-Tiny.", valueName: "file"))
    var model: String?

    @Option(
        help: ArgumentHelp(
            """
            The numeric format to compute in: fp32, bf16, int8 or auto, the fastest of this processor. Workers take auto, \
            everything else fp32.
            """, valueName: "format"
        ))
    var precision: PrecisionChoice?

    /// Where the model lies.
    var path: String { model ?? BundledModel.lfViTTiny.path }

    /// Loads the model in the format that was asked for, or else in `preferred`.
    func load(preferring preferred: PrecisionChoice = .fp32) throws -> LFViTModel {
        try load((precision ?? preferred).precision)
    }

    /// Loads a model of either family in the format that was asked for, or else in `preferred`.
    func loadAny(preferring preferred: PrecisionChoice = .fp32) throws -> LoadedModel {
        try LoadedModel(path: path, precision: (precision ?? preferred).precision)
    }

    /// Loads the model in a certain format.
    func load(_ precision: Precision) throws -> LFViTModel {
        try LFViTModel(path: path, precision: precision)
    }
}
