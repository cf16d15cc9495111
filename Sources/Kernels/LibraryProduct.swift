import CKernels
import COneDNN
import Tensors

/// A product by oneDNN, for processors without AVX-512 and for those with tiles of their own (AMX), which it knows best.
struct LibraryProduct: ~Copyable {
    private let primitive: Primitive
    private let source: Memory
    private let destination: Memory
    private let context: ComputeContext
    private let rows: Int
    private let inputs: Int
    private let outputs: Int
    private let precision: Precision
    private let epilogue: MatMul.Epilogue

    /// Compiles the product of `[rows, inputs]`, whose rows lie like an operand's.
    init(
        rows: Int, like weights: PackedWeights, layout: dnnl_memory_desc_t, epilogue: MatMul.Epilogue,
        context: ComputeContext
    ) throws(KernelError) {
        let precision = weights.precision
        let operand = Operand(rows: 0, columns: weights.inputs, precision: precision)
        let input = try Memory.matrix(
            rows, weights.inputs, precision.operand, stride: operand.view().stride / precision.bytes)
        let primitive = try LibraryProduct.compile(
            input, outputs: weights.outputs, weights: layout, epilogue: epilogue, precision: precision, context: context
        )
        let source = try Memory(input, context: context)
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
    }

    /// Multiplies rows and writes them in the output's format.
    func run(_ input: fovea_rows, _ weights: borrowing BoundWeights, into output: fovea_rows) {
        let isDense = output.format == Precision.fp32.format && output.stride == 4 * outputs
        let count = rows * outputs
        // The sums of bytes, then rows of floats where the output has another format.
        let scratch = context.scratch(floats: 2 * count)
        let target = isDense ? output.values.assumingMemoryBound(to: Float.self) : scratch + count
        source.bind(input.values)
        if precision == .int8 {
            destination.bind(scratch)
            multiply(weights)
            fovea_finish_product(
                UnsafeRawPointer(scratch).assumingMemoryBound(to: Int32.self), rows, outputs, input.scales,
                input.minima, weights.shared.scales.pointer(), weights.shared.sums.pointer(),
                weights.shared.bias.pointer(), epilogue.ending, target
            )
        } else {
            destination.bind(target)
            multiply(weights)
            if case .gelu = epilogue, precision != .fp32 { fovea_gelu(target, count) }
        }
        guard !isDense else { return }
        var output = output
        fovea_convert_rows(target, outputs, Int32(rows), outputs, &output)
    }

    private func multiply(_ weights: borrowing BoundWeights) {
        let source = dnnl_exec_arg_t(arg: DNNL_ARG_SRC, memory: source.handle)
        let destination = dnnl_exec_arg_t(arg: DNNL_ARG_DST, memory: destination.handle)
        switch weights.library {
        case .some(let library):
            let packed = dnnl_exec_arg_t(arg: DNNL_ARG_WEIGHTS, memory: library.weights.handle)
            if precision == .int8 {
                primitive.run([source, packed, destination])
            } else {
                primitive.run([
                    source, packed, dnnl_exec_arg_t(arg: DNNL_ARG_BIAS, memory: library.bias.handle), destination,
                ])
            }
        case .none: preconditionFailure("weights in panels for a product by oneDNN")
        }
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
            Memory.matrix(typicalRows, inputs, precision.operand), outputs: outputs, weights: anyLayout,
            epilogue: .none, precision: precision, context: context
        ).weightsLayout
    }

    private static func compile(
        _ input: dnnl_memory_desc_t, outputs: Int, weights: dnnl_memory_desc_t, epilogue: MatMul.Epilogue,
        precision: Precision, context: ComputeContext
    ) throws(KernelError) -> Primitive {
        let (rows, inputs) = (Int(input.dims.0), Int(input.dims.1))
        let name = "\(precision.rawValue) matmul \(rows) x \(inputs) x \(outputs)"
        var (source, weights) = (input, weights)
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
