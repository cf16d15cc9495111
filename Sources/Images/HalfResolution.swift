package import Tensors

/// Halves normalised planes for the localization stage as the model was trained to see them: bilinear with corners
/// aligned and no antialias, in 32-bit floats like PyTorch's `interpolate`.
package struct HalfResolution: Sendable {
    /// The side of the full planes, even, in pixels.
    package let size: Int

    /// For each output the first of the two inputs it reads.
    private let firsts: [Int]
    /// For each output the second's weight.
    private let weights: [Float]

    /// Makes the tables for planes of `size` pixels a side.
    package init(size: Int) {
        precondition(size > 0 && size % 2 == 0, "a side of \(size) pixels cannot be halved")
        self.size = size
        let half = size / 2
        // In 32 bits, as PyTorch has it: wider arithmetic would move samples by 1e-5 of a pixel.
        let scale = half > 1 ? Float(size - 1) / Float(half - 1) : 0
        let positions = (0..<half).map { scale * Float($0) }
        firsts = positions.map { min(Int($0), size - 1) }
        weights = zip(positions, firsts).map { min(max($0 - Float($1), 0), 1) }
    }

    /// The two inputs that an output is made of along one side, and the second's weight.
    func inputs(of output: Int) -> (first: Int, second: Int, share: Float) {
        (firsts[output], min(firsts[output] + 1, size - 1), weights[output])
    }

    /// Writes `[3, size / 2, size / 2]` from `[3, size, size]`; allocates nothing.
    package func apply(to planes: borrowing Tensor, into half: inout Tensor) {
        apply(to: planes, into: &half, part: PixelRectangle(row: 0, column: 0, width: size / 2, height: size / 2))
    }

    /// Writes a part of `[3, size / 2, size / 2]` from `[3, size, size]`.
    ///
    /// A part whose edges lie on multiples of 16 reads no pixel outside of the part twice its size at twice its place:
    /// a cell's half-resolution pixels come from the cell alone.
    package func apply(to planes: borrowing Tensor, into half: inout Tensor, part: PixelRectangle) {
        let side = size / 2
        precondition(planes.shape.isPlanes(side: size), "planes of shape \(planes.shape) for a side of \(size)")
        precondition(half.shape.isPlanes(side: side), "half planes of shape \(half.shape) for a side of \(side)")
        for channel in 0..<3 {
            for row in part.rows {
                let upper = planes.pointer(row: channel * size + firsts[row])
                let lower = planes.pointer(row: channel * size + min(firsts[row] + 1, size - 1))
                let down = weights[row]
                let target = half.mutablePointer(row: channel * side + row)
                for column in part.columns {
                    let left = firsts[column]
                    let right = min(left + 1, size - 1)
                    let across = weights[column]
                    let above = upper[left] * (1 - across) + upper[right] * across
                    let below = lower[left] * (1 - across) + lower[right] * across
                    target[column] = above * (1 - down) + below * down
                }
            }
        }
    }

    /// Halves the square itself, `[size, size, 3]`, each sample rounded to 8 bits: what is sent where pixels are cheaper
    /// than planes. Normalising is affine, so up to that rounding it does not matter which comes first.
    package func apply(to square: borrowing Picture, into half: inout Picture) {
        let side = size / 2
        precondition(square.width == size && square.height == size, "the square must be \(size) x \(size) pixels")
        precondition(half.width == side && half.height == side, "the half must be \(side) x \(side) pixels")
        for row in 0..<side {
            let upper = square.pointer(row: firsts[row])
            let lower = square.pointer(row: min(firsts[row] + 1, size - 1))
            let down = weights[row]
            var target = half.mutablePointer(row: row)
            for column in 0..<side {
                let left = 3 * firsts[column]
                let right = min(left + 3, 3 * (size - 1))
                let across = weights[column]
                for channel in 0..<3 {
                    let above = Float(upper[left + channel]) * (1 - across) + Float(upper[right + channel]) * across
                    let below = Float(lower[left + channel]) * (1 - across) + Float(lower[right + channel]) * across
                    target[channel] = UInt8(above * (1 - down) + below * down + 0.5)
                }
                target += 3
            }
        }
    }
}
