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

    /// Writes `[3, size / 2, size / 2]` from `[3, size, size]`; allocates nothing.
    package func apply(to planes: borrowing Tensor, into half: inout Tensor) {
        let side = size / 2
        precondition(planes.shape.isPlanes(side: size), "planes of shape \(planes.shape) for a side of \(size)")
        precondition(half.shape.isPlanes(side: side), "half planes of shape \(half.shape) for a side of \(side)")
        for channel in 0..<3 {
            for row in 0..<side {
                let upper = planes.pointer(row: channel * size + firsts[row])
                let lower = planes.pointer(row: channel * size + min(firsts[row] + 1, size - 1))
                let down = weights[row]
                let target = half.mutablePointer(row: channel * side + row)
                for column in 0..<side {
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
}
