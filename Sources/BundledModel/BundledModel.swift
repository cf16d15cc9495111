package import Foundation

/// The files that come with Fovea: LF-ViT-Tiny and the names of its classes.
///
/// They lie beside the executable, so they are found wherever it is run from.
package enum BundledModel {
    /// The LF-ViT-Tiny of 1000 ImageNet classes.
    package static var lfViTTiny: URL { resource("lfvit-tiny-224", "safetensors") }

    /// The table of classes: index, WordNet id, label.
    package static var classes: URL { resource("imagenet-classes", "tsv") }

    private static func resource(_ name: String, _ type: String) -> URL {
        guard let url = Bundle.module.url(forResource: name, withExtension: type, subdirectory: "Resources") else {
            preconditionFailure("the installation is incomplete: \(name).\(type) is missing beside the executable")
        }
        return url
    }
}
