package import Kernels
package import LFViT
import Tensors

/// What the GELU costs beside the product that it ends: the perceptron's first layer with and without it, in turn.
package struct GELUBenchmark: Sendable, Encodable {
    /// The median time of the product alone, for one picture at full resolution.
    package let productMilliseconds: Double
    /// What the GELU adds to it, as a share of it.
    package let share: Double

    /// Runs the benchmark on the calling thread.
    package init(_ geometry: Geometry, precision: Precision, rounds: Int) throws {
        let (rows, dim) = (geometry.plainTokens, geometry.dim)
        let context = try ComputeContext()
        let values = (0..<4 * dim * dim).map { Float($0 % 97) / 970 - 0.05 }
        let weights = try PackedWeights(
            weight: Tensor([4 * dim, dim], values: values), bias: Tensor([4 * dim]), precision: precision,
            slices: PackedWeights.slices(precision, inputs: dim), context: context
        )
        let bound = try BoundWeights(weights, context: context)
        let input = Operand(
            Tensor([rows, dim], values: values.prefix(rows * dim)), precision: precision, slices: weights.slices)
        // Bytes get their ranges in either case; that is not the GELU's.
        var output = Operand(
            rows: rows, columns: 4 * dim, precision: precision,
            slices: PackedWeights.slices(precision, inputs: 4 * dim, range: .activated), range: .activated)
        let product = try MatMul(rows: rows, like: weights, context: context)
        let activated = try MatMul(rows: rows, like: weights, epilogue: .gelu, context: context)
        let clock = ContinuousClock()
        var times: [Double] = []
        var ratios: [Double] = []
        for round in -2..<rounds {
            let alone = clock.measure { product.run(input, weights: bound, into: &output) }
            let both = clock.measure { activated.run(input, weights: bound, into: &output) }
            guard round >= 0 else { continue }
            times.append(alone / .milliseconds(1))
            ratios.append(both / alone - 1)
        }
        productMilliseconds = Percentile.median(times)
        share = Percentile.median(ratios)
    }
}
