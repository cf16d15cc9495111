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
        if var layer = weights.shared.panels {
            var (input, output) = (input.view(), output)
            let scratch = context.scratch(
                floats: fovea_product_scratch(&layer, &output, Int32(rows)))
            if var upcoming = next?.panels {
                fovea_product(&layer, &input, Int32(rows), epilogue.ending, &output, &upcoming, scratch, 0, 1)
            } else {
                fovea_product(&layer, &input, Int32(rows), epilogue.ending, &output, nil, scratch, 0, 1)
            }
        } else {
            library?.run(input.view(), weights, into: output)
        }
    }
}
