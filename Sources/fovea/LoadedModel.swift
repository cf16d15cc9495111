import Checkpoints
import Kernels
import LFViT
import LookupViT

/// A loaded model of one of the families that commands run.
enum LoadedModel: Sendable {
    /// LF-ViT, or the one-pass ViT of the same parts.
    case lfViT(LFViTModel)
    case lookupViT(LookupViTModel)

    /// Loads a file of either family.
    ///
    /// - Throws: `CheckpointError` that names file, tensor and expectation.
    init(path: String, precision: Precision) throws {
        switch try ModelConfiguration(of: SafetensorsFile(path: path)).architecture {
        case .lookupViT: self = .lookupViT(try LookupViTModel(path: path, precision: precision))
        case .lfViT, .viT: self = .lfViT(try LFViTModel(path: path, precision: precision))
        }
    }

    /// What the file says of itself.
    var configuration: ModelConfiguration {
        switch self {
        case .lfViT(let model): model.configuration
        case .lookupViT(let model): model.configuration
        }
    }

    /// The format that products are computed in.
    var precision: Precision {
        switch self {
        case .lfViT(let model): model.precision
        case .lookupViT(let model): model.precision
        }
    }
}
