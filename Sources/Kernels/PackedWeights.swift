import CKernels
import COneDNN
package import Tensors

/// The weights of one linear layer, packed once into oneDNN's preferred layout and shared by all compute threads.
package final class PackedWeights {
    /// The width of an input row.
    package let inputs: Int

    /// The width of an output row.
    package let outputs: Int

    /// The format that products with these weights are computed in.
    package let precision: Precision

    let layout: dnnl_memory_desc_t
    let bytes: UnsafeMutableRawPointer
    let bias: Tensor
    /// What an 8-bit weight stands for, `[outputs]`; empty for other formats.
    let scales: Tensor
    /// The sum of each output's 8-bit weights, `[outputs]`; empty for other formats.
    let sums: Tensor

    /// Packs a layer's weights.
    ///
    /// - Parameters:
    ///   - weight: `[outputs, inputs]`, as PyTorch stores it.
    ///   - bias: `[outputs]`.
    ///   - context: used while packing only.
    package init(
        weight: borrowing Tensor, bias: consuming Tensor, precision: Precision = .fp32, context: ComputeContext
    ) throws(KernelError) {
        let (inputs, outputs) = (weight.columns, weight.rows)
        precondition(bias.columns == outputs, "a bias of \(bias.columns) for \(outputs) outputs")
        self.inputs = inputs
        self.outputs = outputs
        self.precision = precision
        self.bias = bias
        layout = try MatMul.preferredLayout(inputs: inputs, outputs: outputs, precision: precision, context: context)
        var packed = layout
        let byteCount = dnnl_memory_desc_get_size(&packed)
        bytes = .allocate(byteCount: byteCount, alignment: 64)
        bytes.initializeMemory(as: UInt8.self, repeating: 0, count: byteCount)
        if precision == .int8 {
            let quantized = QuantizedWeights(weight)
            scales = Tensor([outputs], values: quantized.scales)
            sums = Tensor([outputs], values: quantized.sums)
            let packing = quantized.bytes.withUnsafeBytes { source in
                Result { () throws(KernelError) in
                    try Self.reorder(source.baseAddress, dnnl_s8, inputs, outputs, into: layout, at: bytes, context)
                }
            }
            try packing.get()
        } else {
            scales = Tensor([0])
            sums = Tensor([0])
            try Self.reorder(weight.pointer(), dnnl_f32, inputs, outputs, into: layout, at: bytes, context)
        }
    }

    deinit {
        bytes.deallocate()
    }

    /// Converts PyTorch's `[outputs, inputs]`, which is the `[inputs, outputs]` matrix with its strides exchanged.
    private static func reorder(
        _ source: UnsafeRawPointer?, _ type: dnnl_data_type_t, _ inputs: Int, _ outputs: Int,
        into layout: dnnl_memory_desc_t, at bytes: UnsafeMutableRawPointer, _ context: ComputeContext
    ) throws(KernelError) {
        var (plain, packed) = (dnnl_memory_desc_t(), layout)
        let name = "packing of \(outputs) x \(inputs)"
        try check(fovea_memory_desc_strided(&plain, Int64(inputs), Int64(outputs), 1, Int64(inputs), type), name)
        let source = try Memory(plain, context: context, bytes: UnsafeMutableRawPointer(mutating: source))
        let target = try Memory(layout, context: context, bytes: bytes)
        var description: dnnl_primitive_desc_t?
        try check(
            dnnl_reorder_primitive_desc_create(&description, &plain, context.engine, &packed, context.engine, nil), name
        )
        defer { dnnl_primitive_desc_destroy(description) }
        var reorder: dnnl_primitive_t?
        try check(dnnl_primitive_create(&reorder, description), name)
        defer { dnnl_primitive_destroy(reorder) }
        let arguments = [
            dnnl_exec_arg_t(arg: DNNL_ARG_SRC, memory: source.handle),
            dnnl_exec_arg_t(arg: DNNL_ARG_DST, memory: target.handle),
        ]
        try check(dnnl_primitive_execute(reorder, context.stream, Int32(arguments.count), arguments), name)
        try check(dnnl_stream_wait(context.stream), name)
    }
}

// The bytes are written in init only; afterwards every thread reads them.
extension PackedWeights: @unchecked Sendable {}

/// A layer's packed weights as memory objects of one context.
package struct BoundWeights: ~Copyable {
    let weights: Memory
    let bias: Memory
    let shared: PackedWeights

    /// Binds shared weights to the context of one compute thread.
    package init(_ shared: PackedWeights, context: ComputeContext) throws(KernelError) {
        let weights = try Memory(shared.layout, context: context, bytes: shared.bytes)
        let bias = try Memory(Memory.matrix(1, shared.outputs), context: context)
        bias.bind(reading: shared.bias.pointer())
        self.shared = shared
        self.weights = weights
        self.bias = bias
    }
}
