import COneDNN
package import Tensors

/// A linear layer's product for a fixed number of rows: `output = epilogue(input x weights + bias)`.
///
/// One belongs to each compute thread and serves every layer of the same widths.
package struct MatMul: ~Copyable {
    /// What happens to a product before it is written.
    package enum Epilogue: Sendable {
        /// The product and the bias alone.
        case none
        /// The exact, erf-based GELU.
        case gelu
        /// Addition to what the output holds: a residual connection.
        case add
    }

    private let primitive: Primitive
    private let source: Memory
    private let destination: Memory
    private let rows: Int
    private let inputs: Int
    private let outputs: Int

    /// Compiles the product of `[rows, inputs]` with weights in the layout of `like`.
    package init(
        rows: Int, like weights: PackedWeights, epilogue: Epilogue = .none, context: ComputeContext
    ) throws(KernelError) {
        let primitive = try MatMul.compile(
            rows: rows, inputs: weights.inputs, outputs: weights.outputs, weights: weights.layout, epilogue: epilogue,
            context: context
        )
        let source = try Memory(Memory.matrix(rows, weights.inputs), context: context)
        let destination = try Memory(Memory.matrix(rows, weights.outputs), context: context)
        self.rows = rows
        inputs = weights.inputs
        outputs = weights.outputs
        self.primitive = primitive
        self.source = source
        self.destination = destination
    }

    /// Multiplies rows of `input` from `inputRow` on and writes rows of `output` from `outputRow` on.
    package func run(
        _ input: borrowing Tensor, row inputRow: Int = 0, weights: borrowing BoundWeights, into output: inout Tensor,
        at outputRow: Int = 0
    ) {
        precondition(input.columns == inputs && output.columns == outputs, "a product of other widths")
        precondition(inputRow + rows <= input.rows && outputRow + rows <= output.rows, "a product beyond its tensors")
        source.bind(reading: input.pointer(row: inputRow))
        destination.bind(output.mutablePointer(row: outputRow))
        primitive.run([
            dnnl_exec_arg_t(arg: DNNL_ARG_SRC, memory: source.handle),
            dnnl_exec_arg_t(arg: DNNL_ARG_WEIGHTS, memory: weights.weights.handle),
            dnnl_exec_arg_t(arg: DNNL_ARG_BIAS, memory: weights.bias.handle),
            dnnl_exec_arg_t(arg: DNNL_ARG_DST, memory: destination.handle),
        ])
    }

    /// The layout that oneDNN prefers for weights of these widths. It depends on the widths and hardly on the rows, so
    /// one packing serves every stage.
    static func preferredLayout(
        inputs: Int, outputs: Int, context: ComputeContext
    ) throws(KernelError) -> dnnl_memory_desc_t {
        var anyLayout = dnnl_memory_desc_t()
        try check(fovea_memory_desc_any(&anyLayout, Int64(inputs), Int64(outputs)), "a weight layout")
        let typicalRows = 128
        return try compile(
            rows: typicalRows, inputs: inputs, outputs: outputs, weights: anyLayout, epilogue: .none, context: context
        ).weightsLayout
    }

    private static func compile(
        rows: Int, inputs: Int, outputs: Int, weights: dnnl_memory_desc_t, epilogue: Epilogue, context: ComputeContext
    ) throws(KernelError) -> Primitive {
        let name = "matmul \(rows) x \(inputs) x \(outputs)"
        var source = try Memory.matrix(rows, inputs)
        var weights = weights
        var bias = try Memory.matrix(1, outputs)
        var destination = try Memory.matrix(rows, outputs)
        var operation = dnnl_matmul_desc_t()
        try check(dnnl_matmul_desc_init(&operation, &source, &weights, &bias, &destination), name)
        return try Primitive(&operation, name: name, context: context) { attributes throws(KernelError) in
            var operations: dnnl_post_ops_t?
            try check(dnnl_post_ops_create(&operations), name)
            defer { dnnl_post_ops_destroy(operations) }
            switch epilogue {
            case .none: return
            case .gelu: try check(dnnl_post_ops_append_eltwise(operations, 1, dnnl_eltwise_gelu_erf, 0, 0), name)
            case .add: try check(dnnl_post_ops_append_sum(operations, 1), name)
            }
            try check(dnnl_primitive_attr_set_post_ops(attributes, operations), name)
        }
    }
}
