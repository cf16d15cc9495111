import COneDNN
package import Tensors

/// The weights of one linear layer, packed once into oneDNN's preferred layout and shared by all compute threads.
package final class PackedWeights {
    /// The width of an input row.
    package let inputs: Int

    /// The width of an output row.
    package let outputs: Int

    let layout: dnnl_memory_desc_t
    let bytes: UnsafeMutableRawPointer
    let bias: Tensor

    /// Packs a layer's weights.
    ///
    /// - Parameters:
    ///   - weight: `[outputs, inputs]`, as PyTorch stores it.
    ///   - bias: `[outputs]`.
    ///   - context: used while packing only.
    package init(weight: borrowing Tensor, bias: consuming Tensor, context: ComputeContext) throws(KernelError) {
        inputs = weight.columns
        outputs = weight.rows
        precondition(bias.columns == weight.rows, "a bias of \(bias.columns) for \(weight.rows) outputs")
        self.bias = bias
        layout = try MatMul.preferredLayout(inputs: weight.columns, outputs: weight.rows, context: context)

        var packed = layout
        let byteCount = dnnl_memory_desc_get_size(&packed)
        bytes = .allocate(byteCount: byteCount, alignment: 64)
        bytes.initializeMemory(as: UInt8.self, repeating: 0, count: byteCount)

        // PyTorch's [outputs, inputs] is the [inputs, outputs] matrix with its strides exchanged.
        var plain = dnnl_memory_desc_t()
        let name = "packing of \(weight.shape)"
        try check(fovea_memory_desc_strided(&plain, Int64(inputs), Int64(outputs), 1, Int64(inputs)), name)
        let source = try Memory(plain, context: context)
        source.bind(reading: weight.pointer())
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

    deinit {
        bytes.deallocate()
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
