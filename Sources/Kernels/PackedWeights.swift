import CKernels
import COneDNN
package import Tensors

/// The weights of one linear layer, packed once and shared by all compute threads.
///
/// Where the processor has AVX-512 they are packed into Fovea's own panels, elsewhere into oneDNN's preferred layout.
package final class PackedWeights {
    /// The width of an input row.
    package let inputs: Int

    /// The width of an output row.
    package let outputs: Int

    /// The format that products with these weights are computed in.
    package let precision: Precision

    /// Bytes: into how many slices the inputs are divided, each with scales of its own.
    package let slices: Int

    /// Bytes: what its inputs stand for.
    package let inputRange: ByteRange

    /// oneDNN's layout; nil for panels.
    let libraryLayout: dnnl_memory_desc_t?
    let bytes: UnsafeMutableRawPointer
    /// What the bytes lie in.
    private let memory: WeightMemory
    /// `[outputs]`, filled up to a whole panel; of bytes with what their inputs' smallest value adds.
    let bias: Tensor
    /// What an 8-bit weight stands for, `[slices, outputs]` filled up to whole panels; empty for other formats.
    let scales: Tensor
    /// The sums of each output's 8-bit weights, shaped like the scales; empty for other formats.
    let sums: Tensor

    /// Packs a layer's weights.
    ///
    /// - Parameters:
    ///   - weight: `[outputs, inputs]`, as PyTorch stores it.
    ///   - bias: `[outputs]`.
    ///   - slices: bytes alone, and only where `hasPanels` says that they can be divided so.
    ///   - inputRange: what its inputs stand for where they are bytes.
    ///   - panels: false packs for oneDNN where panels would be possible, to compare the two.
    ///   - context: used while packing only.
    package init(
        weight: borrowing Tensor, bias: consuming Tensor, precision: Precision = .fp32, slices: Int = 1,
        inputRange: ByteRange = .whole, panels: Bool = true, context: ComputeContext
    ) throws(KernelError) {
        let (inputs, outputs) = (weight.columns, weight.rows)
        precondition(bias.columns == outputs, "a bias of \(bias.columns) for \(outputs) outputs")
        let hasPanels = panels && PackedWeights.hasPanels(precision, inputs: inputs, slices: slices)
        precondition(slices == 1 || hasPanels && precision == .int8, "\(slices) slices of \(inputs) inputs")
        self.inputs = inputs
        self.outputs = outputs
        self.precision = precision
        self.slices = slices
        self.inputRange = inputRange
        let quantized = precision == .int8 ? QuantizedWeights(weight, slices: slices) : nil
        self.bias = PackedWeights.wholePanels(
            bias.values().enumerated().map { output, bias in
                bias + (quantized?.offset(output, by: inputRange.least, outputs: outputs) ?? 0)
            })
        scales = PackedWeights.wholePanels(quantized?.scales ?? [], rows: slices)
        sums = PackedWeights.wholePanels(quantized?.sums ?? [], rows: slices)
        if hasPanels {
            libraryLayout = nil
            (memory, bytes) = context.weights(
                byteCount: fovea_panel_bytes(precision.format, Int32(inputs), Int32(outputs)))
            PackedWeights.fillPanels(bytes, weight, quantized, precision)
        } else {
            var layout = try LibraryProduct.preferredLayout(
                inputs: inputs, outputs: outputs, precision: precision, context: context)
            libraryLayout = layout
            let byteCount = dnnl_memory_desc_get_size(&layout)
            (memory, bytes) = context.weights(byteCount: byteCount)
            bytes.initializeMemory(as: UInt8.self, repeating: 0, count: byteCount)
            try PackedWeights.fill(bytes, weight, quantized, layout, context)
        }
    }

    /// Whether this processor computes products of a format from Fovea's own panels.
    package static func hasPanels(_ precision: Precision, inputs: Int, slices: Int = 1) -> Bool {
        inputs * precision.bytes % (4 * slices) == 0 && precision.hasPanels
            // Processors with tiles of their own multiply coarser formats faster, which oneDNN knows.
            && (precision == .fp32 || fovea_has_matrix_unit() == 0)
    }

    /// Into how many slices the inputs of a layer of bytes are divided: few, for each costs some 5 % of a product, but more
    /// where a GELU came before, whose large values are few and would coarsen all others
    /// (docs/decisions/0030); 1 where they cannot be divided so.
    package static func slices(_ precision: Precision, inputs: Int, range: ByteRange = .whole) -> Int {
        let count = range == .activated ? 8 : 2
        let isWhole = inputs % (count * Int(FOVEA_PANEL)) == 0
        return precision == .int8 && isWhole && hasPanels(precision, inputs: inputs, slices: count) ? count : 1
    }

    /// The layer as C sees it, valid while the weights live; nil where they are oneDNN's.
    var panels: fovea_layer? {
        guard libraryLayout == nil else { return nil }
        return fovea_layer(
            panels: bytes, format: precision.format, inputs: Int32(inputs), outputs: Int32(outputs),
            slices: Int32(slices), bias: bias.pointer(), scales: scales.pointer(), sums: sums.pointer()
        )
    }

    private static func wholePanels(_ values: [Float], rows: Int = 1) -> Tensor {
        let columns = values.count / rows
        let width = Int(FOVEA_PANEL)
        var padded = Tensor([rows, (columns + width - 1) / width * width])
        for row in 0..<rows {
            for column in 0..<columns { padded[row, column] = values[row * columns + column] }
        }
        return padded
    }

    private static func fillPanels(
        _ bytes: UnsafeMutableRawPointer, _ weight: borrowing Tensor, _ quantized: QuantizedWeights?,
        _ precision: Precision
    ) {
        let (inputs, outputs) = (Int32(weight.columns), Int32(weight.rows))
        switch precision {
        case .fp32: fovea_pack_panels(precision.format, weight.pointer(), inputs, outputs, bytes)
        case .bf16:
            let halves = UnsafeMutableRawPointer.allocate(byteCount: 2 * weight.shape.count, alignment: 64)
            defer { halves.deallocate() }
            var rows = fovea_rows(
                values: halves, stride: 2 * weight.columns, format: precision.format, slices: 1, scales: nil,
                minima: nil)
            fovea_convert_rows(weight.pointer(), weight.columns, outputs, weight.columns, &rows)
            fovea_pack_panels(precision.format, halves, inputs, outputs, bytes)
        case .int8: fovea_pack_panels(precision.format, quantized?.bytes, inputs, outputs, bytes)
        }
    }

    private static func fill(
        _ bytes: UnsafeMutableRawPointer, _ weight: borrowing Tensor, _ quantized: QuantizedWeights?,
        _ layout: dnnl_memory_desc_t, _ context: ComputeContext
    ) throws(KernelError) {
        let (inputs, outputs) = (weight.columns, weight.rows)
        guard let quantized else {
            return try reorder(weight.pointer(), dnnl_f32, inputs, outputs, into: layout, at: bytes, context)
        }
        let packing = quantized.bytes.withUnsafeBytes { source in
            Result { () throws(KernelError) in
                try reorder(source.baseAddress, dnnl_s8, inputs, outputs, into: layout, at: bytes, context)
            }
        }
        try packing.get()
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
