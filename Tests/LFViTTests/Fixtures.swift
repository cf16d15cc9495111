import Foundation
import Images
import Tensors

/// The files of `scripts/dump-goldens.py --fixtures`.
enum Fixtures {
    static func path(_ name: String) -> String {
        Bundle.module.bundleURL.appending(path: "Fixtures/\(name).safetensors").path
    }

    /// The picture that the reference saw: the same formula stands in the script.
    static func pattern(side: Int, shift: Int = 0) -> Tensor {
        let values = (shift..<shift + 3 * side * side).map { (index: Int) -> Float in
            Float((index * index / 7 + 13 * index) % 251) / 125 - 1
        }
        return Tensor([3, side, side], values: values)
    }

    /// The same at half resolution.
    static func halved(side: Int) -> Tensor { halved(pattern(side: side), side: side) }

    /// Any picture at half resolution.
    static func halved(_ high: borrowing Tensor, side: Int) -> Tensor {
        var low = Tensor([3, side / 2, side / 2])
        HalfResolution(size: side).apply(to: high, into: &low)
        return low
    }
}
