import Kernels
package import Tensors

/// Global class attention: how the class token attends to each cell, averaged over heads and accumulated over the later
/// blocks, `G <- beta * G + (1 - beta) * A_l` (eq. 6).
package final class ClassAttention {
    /// The first block, counted from 0, whose attention counts: the paper's "l > 2" as its public code reads it.
    static let firstBlock = 3

    /// One value a coarse cell, `[cells]`.
    package private(set) var values: Tensor

    /// The last block's own attention, `[cells]`.
    package private(set) var latest: Tensor

    private let beta: Float
    private let weight: Float

    /// Makes an accumulation of nothing yet.
    package init(cells: Int, beta: Double) {
        self.beta = Float(beta)
        weight = Float(1 - beta)
        values = Tensor([cells])
        latest = Tensor([cells])
    }

    /// Forgets the last picture.
    package func reset() {
        for cell in 0..<values.columns { values[cell] = 0 }
    }

    func follow(_ attention: borrowing Attention, block: Int) {
        guard block >= ClassAttention.firstBlock else { return }
        attention.classAttention(into: &latest)
        accumulate(latest)
    }

    /// Accumulates what another one saw in a block, with a decay of its own: one pass then tells what each decay gives.
    package func follow(_ other: ClassAttention, block: Int) {
        guard block >= ClassAttention.firstBlock else { return }
        accumulate(other.latest)
    }

    private func accumulate(_ attention: borrowing Tensor) {
        for cell in 0..<values.columns { values[cell] = beta * values[cell] + weight * attention[cell] }
    }
}
