import Kernels
import Tensors

/// Makes fusable features of localization's: LayerNorm, then a two-layer perceptron without a residual (eq. 11). Run on
/// the kept cells alone, before the up-sampling that would repeat each four times.
final class FeatureReuse {
    private let model: BoundModel
    private let weights: BoundReuse
    private let count: Int
    private let expand: MatMul
    private let contract: MatMul
    private var gathered: Tensor
    private var normalized: Operand
    private var hidden: Operand
    /// The fused features in the order of the cells that were asked for, `[count, dim]`.
    private(set) var fused: Tensor

    /// Compiles the block for `count` cells.
    init(_ model: BoundModel, count: Int) throws {
        guard let packed = model.model.weights.reuse, let bound = model.reuse else {
            preconditionFailure("a one-pass model fuses nothing")
        }
        let dim = model.model.geometry.dim
        self.model = model
        weights = bound
        self.count = count
        expand = try MatMul(rows: count, like: packed.expand, epilogue: .gelu, context: model.context)
        contract = try MatMul(rows: count, like: packed.contract, context: model.context)
        gathered = Tensor([count, dim])
        normalized = Operand(rows: count, for: packed.expand)
        hidden = Operand(rows: count, for: packed.contract)
        fused = Tensor([count, dim])
    }

    /// Computes the fused features of cells from localization's features `[n * n + 1, dim]`.
    func run(_ features: borrowing Tensor, cells: [Int]) {
        precondition(cells.count == count, "\(cells.count) cells where \(count) were planned")
        for row in 0..<count { gathered.copyRows(cells[row] + 1..<cells[row] + 2, of: features, to: row) }
        weights.norm.run(gathered, count: count, into: &normalized, on: model.context)
        expand.run(normalized, weights: weights.expand, into: &hidden, next: weights.contract.shared)
        contract.run(hidden, weights: weights.contract, into: &fused)
        model.passed(.fuse)
    }
}
