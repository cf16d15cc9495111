import Foundation
import Kernels
import LookupViT
import Tensors

/// The files of `scripts/dump-goldens.py --fixtures`.
enum Fixtures {
    static func path(_ name: String) -> String {
        Bundle.module.bundleURL.appending(path: "Fixtures/\(name).safetensors").path
    }

    /// A model with small random weights.
    static func model(_ name: String, _ precision: Precision = .fp32) throws -> LookupViTModel {
        try LookupViTModel(path: path("\(name)-model"), precision: precision)
    }

    /// The same, bound to the calling thread.
    static func bound(_ name: String, _ precision: Precision = .fp32) throws -> BoundLookupViT {
        try BoundLookupViT(model(name, precision), context: ComputeContext())
    }

    /// The picture that the reference saw: the same formula stands in the script.
    static func pattern(side: Int, shift: Int = 0) -> Tensor {
        let values = (shift..<shift + 3 * side * side).map { (index: Int) -> Float in
            Float((index * index / 7 + 13 * index) % 251) / 125 - 1
        }
        return Tensor([3, side, side], values: values)
    }
}
