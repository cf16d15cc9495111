import COneDNN
import Tensors

/// A layer's packed weights, bound to one context: oneDNN's memory objects belong to a compute thread, panels to none.
package struct BoundWeights: ~Copyable {
    let library: Library?
    package let shared: PackedWeights
    /// The format that products with these weights are computed in.
    package var precision: Precision { shared.precision }

    /// The weights as memory objects of oneDNN.
    struct Library: ~Copyable {
        let weights: Memory
        let bias: Memory
    }

    /// Binds shared weights to the context of one compute thread.
    package init(_ shared: PackedWeights, context: ComputeContext) throws(KernelError) {
        self.shared = shared
        guard let layout = shared.libraryLayout else {
            library = nil
            return
        }
        let weights = try Memory(layout, context: context, bytes: shared.bytes)
        let bias = try Memory(Memory.matrix(1, shared.outputs), context: context)
        bias.bind(reading: shared.bias.pointer())
        library = Library(weights: weights, bias: bias)
    }
}
