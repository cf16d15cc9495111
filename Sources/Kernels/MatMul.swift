import CKernels
package import Tensors

/// A linear layer's product for a fixed number of rows: `output = epilogue(input x weights + bias)`.
///
/// One belongs to each compute thread and serves every layer of the same widths and format. What follows a product is done
/// while its sums are in registers or in the nearest cache.
package struct MatMul: ~Copyable {
    /// What happens to a product before it is written.
    package enum Epilogue: Sendable {
        /// The product and the bias alone.
        case none
        /// The GELU: exact in fp32, to within 2e-5 of its argument in the formats whose steps are coarser than that.
        case gelu
        /// Addition to what the output holds: a residual connection. The output is a tensor.
        case add

        var ending: Int32 {
            switch self {
            case .none: Int32(FOVEA_NONE)
            case .gelu: Int32(FOVEA_GELU)
            case .add: Int32(FOVEA_ADD)
            }
        }
    }

    private let rows: Int
    private let inputs: Int
    private let outputs: Int
    private let precision: Precision
    private let epilogue: Epilogue
    private let context: ComputeContext
    /// Nil where the weights are panels.
    private let library: LibraryProduct?

    /// Compiles the product of `[rows, inputs]` with weights in the layout of `like`.
    package init(
        rows: Int, like weights: PackedWeights, epilogue: Epilogue = .none, context: ComputeContext
    ) throws(KernelError) {
        self.rows = rows
        inputs = weights.inputs
        outputs = weights.outputs
        precision = weights.precision
        self.epilogue = epilogue
        self.context = context
        if let layout = weights.libraryLayout {
            library = try LibraryProduct(
                rows: rows, like: weights, layout: layout, epilogue: epilogue, context: context)
        } else {
            library = nil
        }
    }

    /// Multiplies the first rows of `input` and writes rows of `output` from `row` on.
    ///
    /// - Parameter next: the layer whose product comes next; its weights are fetched ahead.
    package func run(
        _ input: borrowing Operand, weights: borrowing BoundWeights, into output: inout Tensor, at row: Int = 0,
        next: PackedWeights? = nil
    ) {
        precondition(output.columns == outputs && row + rows <= output.rows, "a product beyond its output")
        run(input, weights, into: output.view(row: row), next)
    }

    /// Multiplies the first rows of `input` and writes the first rows of `output`, in its format.
    package func run(
        _ input: borrowing Operand, weights: borrowing BoundWeights, into output: inout Operand,
        next: PackedWeights? = nil
    ) {
        precondition(output.columns == outputs && rows <= output.rows, "a product beyond its output")
        precondition(output.precision == .fp32 || epilogue != .add, "a residual connection in 32-bit floats only")
        run(input, weights, into: output.view(), next)
    }

    private func run(
        _ input: borrowing Operand, _ weights: borrowing BoundWeights, into output: fovea_rows, _ next: PackedWeights?
    ) {
        precondition(input.columns == inputs && rows <= input.rows, "a product beyond its input")
        precondition(
            weights.shared.precision == precision && input.precision == precision, "a product of another format")
        precondition(input.slices == weights.shared.slices, "a product of other slices")
        if let layer = weights.shared.panels {
            var step = Step(
                layer: layer, input: input.view(), rows: Int32(rows), ending: epilogue.ending, output: output,
                next: next?.panels ?? fovea_layer(), hasNext: next?.panels != nil
            )
            let each = fovea_product_scratch(&step.layer, &step.output, step.rows)
            step.scratch = context.scratch(floats: each * context.mostThreads)
            // A slice of bytes is one thread's: it gets its range when all of its panels are there.
            let pieces =
                output.format == Precision.int8.format
                ? Int(output.slices) : (outputs + Int(FOVEA_PANEL) - 1) / Int(FOVEA_PANEL)
            context.inParts(pieces, nanoseconds: nanoseconds, &step) { step, part, parts in
                step.assumingMemoryBound(to: Step.self).pointee.run(part, parts)
            }
        } else {
            library?.run(input.view(), weights, into: output)
        }
    }

    /// About how long the product takes on one thread: its arithmetic, or reading its weights.
    private var nanoseconds: Int { inputs * outputs * precision.bytes * max(rows, 16) / 256 }

    /// What the parts of a product share.
    private struct Step {
        var layer: fovea_layer
        var input: fovea_rows
        let rows: Int32
        let ending: Int32
        var output: fovea_rows
        var next: fovea_layer
        let hasNext: Bool
        var scratch: UnsafeMutablePointer<Float>?

        /// Not mutating: each part has a copy of what C takes by address.
        func run(_ part: Int, _ parts: Int) {
            var (layer, input, output, next) = (layer, input, output, next)
            if hasNext {
                fovea_product(&layer, &input, rows, ending, &output, &next, scratch, Int32(part), Int32(parts))
            } else {
                fovea_product(&layer, &input, rows, ending, &output, nil, scratch, Int32(part), Int32(parts))
            }
        }
    }
}
