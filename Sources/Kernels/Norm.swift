import CKernels
package import Tensors

/// Layer normalisation: `(x - mean) / sqrt(variance + epsilon) * scale + shift`, written in the format of the product that
/// comes next.
package final class Norm: Sendable {
    /// What both models add to the variance (LF-ViT's public code, `reuse_block` included).
    package static let epsilon: Float = 1e-6

    private let scale: Tensor
    private let shift: Tensor

    /// Takes both vectors over, each `[channels]`; the normalisation is shared by all compute threads.
    package init(scale: consuming Tensor, shift: consuming Tensor) {
        precondition(scale.columns == shift.columns, "\(scale.columns) scales and \(shift.columns) shifts")
        self.scale = scale
        self.shift = shift
    }

    /// Normalises `count` rows of `input` from `row` on into the first rows of an operand.
    package func run(_ input: borrowing Tensor, row: Int = 0, count: Int, into output: inout Operand) {
        precondition(count <= output.rows && output.columns == input.columns, "a normalisation beyond its output")
        var view = output.view()
        run(input, row: row, count: count, into: &view)
    }

    /// Normalises `count` rows of `input` from `row` on into the first rows of a tensor.
    package func run(_ input: borrowing Tensor, row: Int = 0, count: Int, into output: inout Tensor) {
        precondition(count <= output.rows && output.columns == input.columns, "a normalisation beyond its output")
        var view = output.view()
        run(input, row: row, count: count, into: &view)
    }

    private func run(_ input: borrowing Tensor, row: Int, count: Int, into view: inout fovea_rows) {
        precondition(input.columns == scale.columns, "a normalisation of \(input.columns) channels")
        precondition(row + count <= input.rows, "a normalisation beyond its input")
        fovea_normalize(
            input.pointer(row: row), input.columns, Int32(count), input.columns, scale.pointer(), shift.pointer(),
            Norm.epsilon, &view
        )
    }
}
