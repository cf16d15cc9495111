import COneDNN
package import Tensors

/// Layer normalisation of a fixed number of rows: `(x - mean) / sqrt(variance + epsilon) * scale + shift`.
package struct LayerNorm: ~Copyable {
    /// What both models add to the variance (LF-ViT's public code, `reuse_block` included).
    package static let epsilon: Float = 1e-6

    private let primitive: Primitive
    private let source: Memory
    private let destination: Memory
    private let scale: Memory
    private let shift: Memory
    private let rows: Int
    private let columns: Int

    /// Compiles the normalisation of `[rows, columns]`.
    package init(rows: Int, columns: Int, context: ComputeContext) throws(KernelError) {
        let name = "layer normalisation of \(rows) x \(columns)"
        var layout = try Memory.matrix(rows, columns)
        var operation = dnnl_layer_normalization_desc_t()
        try check(
            dnnl_layer_normalization_forward_desc_init(
                &operation, dnnl_forward_inference, &layout, nil, LayerNorm.epsilon,
                dnnl_use_scale.rawValue | dnnl_use_shift.rawValue
            ), name
        )
        let primitive = try Primitive(&operation, name: name, context: context)
        let source = try Memory(layout, context: context)
        let destination = try Memory(layout, context: context)
        let scale = try Memory(Memory.vector(columns), context: context)
        let shift = try Memory(Memory.vector(columns), context: context)
        self.rows = rows
        self.columns = columns
        self.primitive = primitive
        self.source = source
        self.destination = destination
        self.scale = scale
        self.shift = shift
    }

    /// Normalises rows of `input` from `inputRow` on into the first rows of `output`.
    package func run(
        _ input: borrowing Tensor, row inputRow: Int = 0, weights: Norm, into output: inout Tensor
    ) {
        precondition(input.columns == columns && output.columns == columns, "a normalisation of other widths")
        precondition(inputRow + rows <= input.rows && rows <= output.rows, "a normalisation beyond its tensors")
        source.bind(reading: input.pointer(row: inputRow))
        destination.bind(output.mutablePointer())
        scale.bind(reading: weights.scale.pointer())
        shift.bind(reading: weights.shift.pointer())
        primitive.run([
            dnnl_exec_arg_t(arg: DNNL_ARG_SRC, memory: source.handle),
            dnnl_exec_arg_t(arg: DNNL_ARG_DST, memory: destination.handle),
            dnnl_exec_arg_t(arg: DNNL_ARG_SCALE, memory: scale.handle),
            dnnl_exec_arg_t(arg: DNNL_ARG_SHIFT, memory: shift.handle),
        ])
    }
}

/// The scale and shift of one layer normalisation, each `[channels]`, shared by all compute threads.
package final class Norm: Sendable {
    let scale: Tensor
    let shift: Tensor

    /// Takes both vectors over.
    package init(scale: consuming Tensor, shift: consuming Tensor) {
        self.scale = scale
        self.shift = shift
    }
}
