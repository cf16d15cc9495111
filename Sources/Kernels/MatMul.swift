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

    /// The most rows that are worth multiplying together: more do not stay in the second cache.
    package static let mostRowsTogether = Int(FOVEA_CHUNK_ROWS)

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

    /// Multiplies the first rows of `input` and writes rows of `output` from `row` on, in its format.
    package func run(
        _ input: borrowing Operand, weights: borrowing BoundWeights, into output: inout Operand, at row: Int = 0,
        next: PackedWeights? = nil
    ) {
        precondition(output.columns == outputs && row + rows <= output.rows, "a product beyond its output")
        precondition(output.precision == .fp32 || epilogue != .add, "a residual connection in 32-bit floats only")
        run(input, weights, into: output.view(row: row), next)
    }

    private func run(
        _ input: borrowing Operand, _ weights: borrowing BoundWeights, into output: fovea_rows, _ next: PackedWeights?
    ) {
        precondition(input.columns == inputs && rows <= input.rows, "a product beyond its input")
        precondition(
            weights.shared.precision == precision && input.precision == precision, "a product of another format")
        precondition(
            input.slices == weights.shared.slices && input.range == weights.shared.inputRange,
            "a product of other slices or ranges")
        if let layer = weights.shared.panels {
            var step = Step(
                layer: layer, input: input.view(), rows: rows, ending: epilogue.ending, output: output,
                next: next?.panels ?? fovea_layer(), hasNext: next?.panels != nil
            )
            step.scratchFloats = fovea_product_scratch(&step.layer, &step.output)
            step.scratch = context.scratch(floats: step.scratchFloats * context.mostThreads)
            context.inParts(
                max(rows, Int(layer.outputs) / Int(FOVEA_PANEL)), nanoseconds: nanoseconds, &step
            ) { step, part, parts in step.assumingMemoryBound(to: Step.self).pointee.run(part, parts) }
        } else {
            library?.run(input.view(), weights, into: output)
        }
    }

    /// About how long the product takes on one thread: its arithmetic, or reading its weights.
    private var nanoseconds: Int { inputs * outputs * precision.bytes * max(rows, 16) / 256 }

    /// What the parts of a product share.
    private struct Step {
        var layer: fovea_layer
        let input: fovea_rows
        let rows: Int
        let ending: Int32
        var output: fovea_rows
        let next: fovea_layer
        let hasNext: Bool
        /// What each part has of its own.
        var scratchFloats = 0
        var scratch: UnsafeMutablePointer<Float>?

        /// A part has rows, where these fill tiles, so that a thread goes on with the rows that it made: fetching weights
        /// costs less than fetching what another thread has just written. Of few rows it has panels, because weights are
        /// most of what is fetched then; some parts have none where there are fewer panels, or slices of bytes.
        func run(_ part: Int, _ parts: Int) {
            let isOfRows = rows >= parts * Int(FOVEA_TILE_ROWS)
            let range = isOfRows ? rows * part / parts..<rows * (part + 1) / parts : 0..<rows
            let (piece, pieces) = isOfRows ? (0, 1) : (part, parts)
            let scratch = isOfRows ? scratch.map { $0 + part * scratchFloats } : scratch
            // C takes by address: each part has copies of its own.
            var (layer, input, output, next) = (
                layer, input.from(row: range.lowerBound), output.from(row: range.lowerBound), next
            )
            withUnsafePointer(to: &next) { next in
                fovea_product(
                    &layer, &input, Int32(range.count), ending, &output, hasNext ? next : nil, scratch, Int32(piece),
                    Int32(pieces))
            }
        }
    }
}
