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
    ///
    /// - Parameter context: whose threads share the rows; without one the calling thread does all.
    package func run(
        _ input: borrowing Tensor, row: Int = 0, count: Int, into output: inout Operand,
        on context: ComputeContext? = nil
    ) {
        precondition(count <= output.rows && output.columns == input.columns, "a normalisation beyond its output")
        run(input, row: row, count: count, into: output.view(), context)
    }

    /// The same into the first rows of a tensor.
    package func run(
        _ input: borrowing Tensor, row: Int = 0, count: Int, into output: inout Tensor,
        on context: ComputeContext? = nil
    ) {
        precondition(count <= output.rows && output.columns == input.columns, "a normalisation beyond its output")
        run(input, row: row, count: count, into: output.view(), context)
    }

    private func run(
        _ input: borrowing Tensor, row: Int, count: Int, into output: fovea_rows, _ context: ComputeContext?
    ) {
        precondition(input.columns == scale.columns, "a normalisation of \(input.columns) channels")
        precondition(row + count <= input.rows, "a normalisation beyond its input")
        var step = Step(
            input: input.pointer(row: row), columns: input.columns, count: count, scale: scale.pointer(),
            shift: shift.pointer(), output: output
        )
        guard let context else { return step.run(0, 1) }
        context.inParts(count, nanoseconds: count * input.columns / 8, &step) { step, part, parts in
            step.assumingMemoryBound(to: Step.self).pointee.run(part, parts)
        }
    }

    /// What the parts of a normalisation share.
    private struct Step {
        let input: UnsafePointer<Float>
        let columns: Int
        let count: Int
        let scale: UnsafePointer<Float>
        let shift: UnsafePointer<Float>
        let output: fovea_rows

        func run(_ part: Int, _ parts: Int) {
            let rows = count * part / parts..<count * (part + 1) / parts
            var output = output.from(row: rows.lowerBound)
            fovea_normalize(
                input + rows.lowerBound * columns, columns, Int32(rows.count), columns, scale, shift, Norm.epsilon,
                &output)
        }
    }
}
