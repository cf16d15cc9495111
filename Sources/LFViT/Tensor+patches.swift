package import Kernels
package import Tensors

extension Tensor {
    /// Copies one patch of a planar picture `[3, side, side]` to a row of a patch embedding's input: channel by channel,
    /// row by row, the order of the convolution's weights.
    package borrowing func copyPatch(_ patch: Int, side: Int, to rows: inout Operand, row: Int) {
        let size = Geometry.patch
        precondition(rows.columns == 3 * size * size, "rows of \(rows.columns) values for a patch")
        let perRow = side / size
        let origin = (patch / perRow) * size * side + (patch % perRow) * size
        for channel in 0..<3 {
            rows.take(
                size, of: pointer() + channel * side * side + origin, stride: side, row: row,
                column: channel * size * size, lines: size)
        }
    }
}
