import CKernels
import COneDNN
package import Tensors

/// A linear layer's product for a fixed number of rows: `output = epilogue(input x weights + bias)`.
///
/// One belongs to each compute thread and serves every layer of the same widths and format. Inputs and outputs are 32-bit
/// floats in every format.
package struct MatMul: ~Copyable {
    /// What happens to a product before it is written.
    package enum Epilogue: Sendable {
        /// The product and the bias alone.
        case none
        /// The GELU: exact in fp32, to within 1e-4 in the formats whose steps are coarser than that.
        case gelu
        /// Addition to what the output holds: a residual connection.
        case add

        fileprivate var ending: Int32 {
            switch self {
            case .none: Int32(FOVEA_NONE)
            case .gelu: Int32(FOVEA_GELU)
            case .add: Int32(FOVEA_ADD)
            }
        }
    }

    private let primitive: Primitive
    private let source: Memory
    private let destination: Memory
    private let context: ComputeContext
    private let rows: Int
    private let inputs: Int
    private let outputs: Int
    private let precision: Precision
    private let epilogue: Epilogue

    /// Compiles the product of `[rows, inputs]` with weights in the layout of `like`.
    package init(
        rows: Int, like weights: PackedWeights, epilogue: Epilogue = .none, context: ComputeContext
    ) throws(KernelError) {
        let precision = weights.precision
        let primitive = try MatMul.compile(
            rows: rows, inputs: weights.inputs, outputs: weights.outputs, weights: weights.layout, epilogue: epilogue,
            precision: precision, context: context
        )
        let source = try Memory(Memory.matrix(rows, weights.inputs, precision.operand), context: context)
        let destination = try Memory(Memory.matrix(rows, weights.outputs, precision.sum), context: context)
        self.rows = rows
        inputs = weights.inputs
        outputs = weights.outputs
        self.precision = precision
        self.epilogue = epilogue
        self.context = context
        self.primitive = primitive
        self.source = source
        self.destination = destination
        // An 8-bit operand is followed by the scales and the minima of its rows.
        let scales = (rows * inputs + 63) / 64 * 64
        switch precision {
        case .fp32: break
        case .bf16: context.reserve(operandBytes: 2 * rows * inputs, sumsBytes: 0)
        case .int8: context.reserve(operandBytes: scales + 8 * rows, sumsBytes: 4 * rows * outputs)
        }
    }

    /// Multiplies rows of `input` from `inputRow` on and writes rows of `output` from `outputRow` on.
    package func run(
        _ input: borrowing Tensor, row inputRow: Int = 0, weights: borrowing BoundWeights, into output: inout Tensor,
        at outputRow: Int = 0
    ) {
        precondition(input.columns == inputs && output.columns == outputs, "a product of other widths")
        precondition(inputRow + rows <= input.rows && outputRow + rows <= output.rows, "a product beyond its tensors")
        precondition(weights.shared.precision == precision, "a product of another format")
        let values = input.pointer(row: inputRow)
        let target = output.mutablePointer(row: outputRow)
        switch precision {
        case .fp32:
            source.bind(reading: values)
            destination.bind(target)
            multiply(weights)
        case .bf16:
            fovea_to_bfloat16(values, rows * inputs, context.operand.assumingMemoryBound(to: UInt16.self))
            source.bind(context.operand)
            destination.bind(target)
            multiply(weights)
            if case .gelu = epilogue { fovea_gelu(target, rows * outputs) }
        case .int8:
            let scales = (context.operand + (rows * inputs + 63) / 64 * 64).assumingMemoryBound(to: Float.self)
            let sums = context.sums.assumingMemoryBound(to: Int32.self)
            fovea_quantize(
                values, rows, inputs, context.operand.assumingMemoryBound(to: UInt8.self), scales, scales + rows)
            source.bind(context.operand)
            destination.bind(context.sums)
            primitive.run([
                dnnl_exec_arg_t(arg: DNNL_ARG_SRC, memory: source.handle),
                dnnl_exec_arg_t(arg: DNNL_ARG_WEIGHTS, memory: weights.weights.handle),
                dnnl_exec_arg_t(arg: DNNL_ARG_DST, memory: destination.handle),
            ])
            fovea_finish_product(
                sums, rows, outputs, scales, scales + rows, weights.shared.scales.pointer(),
                weights.shared.sums.pointer(), weights.shared.bias.pointer(), epilogue.ending, target
            )
        }
    }

    private func multiply(_ weights: borrowing BoundWeights) {
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
        inputs: Int, outputs: Int, precision: Precision, context: ComputeContext
    ) throws(KernelError) -> dnnl_memory_desc_t {
        var anyLayout = dnnl_memory_desc_t()
        try check(
            fovea_memory_desc_any(&anyLayout, Int64(inputs), Int64(outputs), precision.weight), "a weight layout")
        let typicalRows = 128
        return try compile(
            rows: typicalRows, inputs: inputs, outputs: outputs, weights: anyLayout, epilogue: .none,
            precision: precision, context: context
        ).weightsLayout
    }

    private static func compile(
        rows: Int, inputs: Int, outputs: Int, weights: dnnl_memory_desc_t, epilogue: Epilogue, precision: Precision,
        context: ComputeContext
    ) throws(KernelError) -> Primitive {
        let name = "\(precision.rawValue) matmul \(rows) x \(inputs) x \(outputs)"
        var source = try Memory.matrix(rows, inputs, precision.operand)
        var weights = weights
        var bias = try Memory.matrix(1, outputs)
        var destination = try Memory.matrix(rows, outputs, precision.sum)
        var operation = dnnl_matmul_desc_t()
        if precision == .int8 {
            // Bias and epilogue need the rows' scales, which come after the product.
            try check(dnnl_matmul_desc_init(&operation, &source, &weights, nil, &destination), name)
            return try Primitive(&operation, name: name, context: context)
        }
        try check(dnnl_matmul_desc_init(&operation, &source, &weights, &bias, &destination), name)
        return try Primitive(&operation, name: name, context: context) { attributes throws(KernelError) in
            var operations: dnnl_post_ops_t?
            try check(dnnl_post_ops_create(&operations), name)
            defer { dnnl_post_ops_destroy(operations) }
            switch epilogue {
            case .none: return
            case .gelu:
                guard precision == .fp32 else { return }
                try check(dnnl_post_ops_append_eltwise(operations, 1, dnnl_eltwise_gelu_erf, 0, 0), name)
            case .add: try check(dnnl_post_ops_append_sum(operations, 1), name)
            }
            try check(dnnl_primitive_attr_set_post_ops(attributes, operations), name)
        }
    }
}

extension Precision {
    /// The type of a product's input.
    fileprivate var operand: dnnl_data_type_t {
        switch self {
        case .fp32: dnnl_f32
        case .bf16: dnnl_bf16
        case .int8: dnnl_u8
        }
    }

    /// The type of packed weights.
    fileprivate var weight: dnnl_data_type_t {
        switch self {
        case .fp32: dnnl_f32
        case .bf16: dnnl_bf16
        case .int8: dnnl_s8
        }
    }

    /// The type that oneDNN writes a product in.
    fileprivate var sum: dnnl_data_type_t { self == .int8 ? dnnl_s32 : dnnl_f32 }
}
