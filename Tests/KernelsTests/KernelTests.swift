import Foundation
import Kernels
import Tensors
import Testing

/// Each kernel against the definition, written out in double precision.
struct KernelTests {
    @Test(arguments: [(1, 64, 1000), (50, 192, 576), (7, 33, 5)])
    func aProductIsInputTimesWeightsPlusBias(rows: Int, inputs: Int, outputs: Int) throws {
        let (context, weights) = try layer(inputs, outputs)
        let input = numbers([rows, inputs], seed: 1)
        var output = Tensor([rows, outputs])
        try MatMul(rows: rows, like: weights, context: context)
            .run(input, weights: BoundWeights(weights, context: context), into: &output)
        #expect(distance(output, product(input, outputs)) < 1e-4)
    }

    @Test(arguments: [(Precision.bf16, 0.01), (.int8, 0.02)], [MatMul.Epilogue.none, .gelu, .add])
    func coarserFormatsComeNearTheProduct(format: (precision: Precision, share: Double), epilogue: MatMul.Epilogue)
        throws
    {
        let (context, weights) = try layer(96, 40, format.precision)
        let input = numbers([7, 96], seed: 1)
        var output = numbers([7, 40], seed: 9)
        let before = output.values()
        try MatMul(rows: 7, like: weights, epilogue: epilogue, context: context)
            .run(input, weights: BoundWeights(weights, context: context), into: &output)
        var expected = product(input, 40)
        let largest = expected.map(abs).max() ?? 1
        switch epilogue {
        case .none: break
        case .gelu: expected = expected.map { $0 * 0.5 * (1 + erf($0 / 2.0.squareRoot())) }
        case .add: expected = zip(expected, before).map { $0 + Double($1) }
        }
        let error = distance(output, expected)
        #expect(error < format.share * largest)
        // Not by being computed in fp32 after all.
        #expect(error > 1e-5 * largest)
    }

    @Test func aRowOfZerosStaysZeroInBytes() throws {
        let (context, weights) = try layer(32, 16, .int8)
        let input = Tensor([3, 32])
        var output = numbers([3, 16], seed: 9)
        try MatMul(rows: 3, like: weights, context: context)
            .run(input, weights: BoundWeights(weights, context: context), into: &output)
        #expect(distance(output, product(input, 16)) < 1e-6)
    }

    @Test func bytesThatAGELUMadeNeedNoMinimaOfTheirOwn() throws {
        let (context, expand) = try layer(64, 256, .int8)
        let contract = try PackedWeights(
            weight: numbers([40, 256], seed: 7), bias: numbers([40], seed: 8), precision: .int8,
            slices: PackedWeights.slices(.int8, inputs: 256, range: .activated), inputRange: .activated,
            context: context)
        let input = numbers([17, 64], seed: 1)
        var hidden = Operand(rows: 17, for: contract)
        try MatMul(rows: 17, like: expand, epilogue: .gelu, context: context)
            .run(
                Operand(input, precision: .int8), weights: BoundWeights(expand, context: context), into: &hidden)
        let activated = product(input, 256).map { $0 * 0.5 * (1 + erf($0 / 2.0.squareRoot())) }
        #expect(distance(hidden.values(), activated) < 0.02 * (activated.max() ?? 1))

        var output = Tensor([17, 40])
        try MatMul(rows: 17, like: contract, context: context)
            .run(hidden, weights: BoundWeights(contract, context: context), into: &output)
        let expected = product(hidden.values(), 40)
        #expect(distance(output, expected) < 0.01 * (expected.map(abs).max() ?? 1))
    }

    @Test func geluIsTheExactOne() throws {
        let (context, weights) = try layer(16, 24)
        let input = numbers([3, 16], seed: 1)
        var output = Tensor([3, 24])
        try MatMul(rows: 3, like: weights, epilogue: .gelu, context: context)
            .run(input, weights: BoundWeights(weights, context: context), into: &output)
        #expect(distance(output, product(input, 24).map { $0 * 0.5 * (1 + erf($0 / 2.0.squareRoot())) }) < 1e-4)
    }

    @Test func aResidualIsAddedToTheRowsThatAreAskedFor() throws {
        let (context, weights) = try layer(16, 8)
        let input = numbers([4, 16], seed: 1)
        var output = numbers([5, 8], seed: 9)
        let before = output.values()
        try MatMul(rows: 2, like: weights, epilogue: .add, context: context)
            .run(input, row: 1, weights: BoundWeights(weights, context: context), into: &output, at: 3)
        let expected = Array(product(input, 8)[8..<24])
        #expect(Array(output.values()[..<24]) == Array(before[..<24]))
        for index in 0..<16 { #expect(abs(Double(output[24 + index] - before[24 + index]) - expected[index]) < 1e-4) }
    }

    @Test func packedWeightsServeTwoContexts() throws {
        let (first, weights) = try layer(32, 32)
        let input = numbers([4, 32], seed: 1)
        var one = Tensor([4, 32])
        var two = Tensor([4, 32])
        try MatMul(rows: 4, like: weights, context: first)
            .run(input, weights: BoundWeights(weights, context: first), into: &one)
        let second = try ComputeContext()
        try MatMul(rows: 4, like: weights, context: second)
            .run(input, weights: BoundWeights(weights, context: second), into: &two)
        #expect(one.values() == two.values())
    }

    @Test func normalisationHasTheModelsEpsilon() {
        let input = numbers([3, 40], seed: 2)
        var output = Tensor([3, 40])
        let norm = Norm(scale: numbers([40], seed: 3), shift: numbers([40], seed: 4))
        norm.run(input, count: 3, into: &output)
        let scale = numbers([40], seed: 3)
        let shift = numbers([40], seed: 4)
        var expected: [Double] = []
        for row in 0..<3 {
            let values = input.values(row: row).map(Double.init)
            let mean = values.reduce(0, +) / 40
            let variance = values.map { ($0 - mean) * ($0 - mean) }.reduce(0, +) / 40
            for column in 0..<40 {
                expected.append(
                    (values[column] - mean) / (variance + 1e-6).squareRoot() * Double(scale[column])
                        + Double(shift[column])
                )
            }
        }
        #expect(distance(output, expected) < 1e-5)
    }

    @Test(arguments: [(Precision.fp32, 1e-5), (.bf16, 2e-2)])
    func attentionIsSoftmaxOfScaledProducts(_ precision: Precision, _ bound: Double) throws {
        let (tokens, channels, heads) = (5, 12, 3)
        let qkv = numbers([tokens, 3 * channels], seed: 5)
        var output = Tensor([tokens, channels])
        var classAttention = Tensor([tokens - 1])
        var attention = Attention(
            tokens: tokens, channels: channels, heads: heads, precision: precision, context: try ComputeContext())
        var attended = Operand(rows: tokens, columns: channels, precision: .fp32)
        attention.run(Operand(qkv, precision: attention.precision), row: 0, into: &attended, at: 0)
        output = attended.values()
        attention.classAttention(into: &classAttention)

        let width = channels / heads
        var expected = [Double](repeating: 0, count: tokens * channels)
        var expectedClass = [Double](repeating: 0, count: tokens - 1)
        for head in 0..<heads {
            for query in 0..<tokens {
                let scores = (0..<tokens).map { key in
                    (0..<width).map {
                        Double(qkv[query, head * width + $0]) * Double(qkv[key, channels + head * width + $0])
                    }.reduce(0, +) / Double(width).squareRoot()
                }
                let sum = scores.map { exp($0) }.reduce(0, +)
                for key in 0..<tokens {
                    let weight = exp(scores[key]) / sum
                    if query == 0, key > 0 { expectedClass[key - 1] += weight / Double(heads) }
                    for channel in 0..<width {
                        expected[query * channels + head * width + channel] +=
                            weight * Double(qkv[key, 2 * channels + head * width + channel])
                    }
                }
            }
        }
        #expect(distance(output, expected) < bound)
        #expect(distance(classAttention, expectedClass) < bound / 10)
    }

    private func layer(
        _ inputs: Int, _ outputs: Int, _ precision: Precision = .fp32
    ) throws -> (ComputeContext, PackedWeights) {
        let context = try ComputeContext()
        let weights = try PackedWeights(
            weight: numbers([outputs, inputs], seed: 7), bias: numbers([outputs], seed: 8), precision: precision,
            context: context
        )
        return (context, weights)
    }

    private func product(_ input: borrowing Tensor, _ outputs: Int) -> [Double] {
        let weight = numbers([outputs, input.columns], seed: 7)
        let bias = numbers([outputs], seed: 8)
        var result: [Double] = []
        for row in 0..<input.rows {
            for output in 0..<outputs {
                var sum = Double(bias[output])
                for column in 0..<input.columns { sum += Double(input[row, column]) * Double(weight[output, column]) }
                result.append(sum)
            }
        }
        return result
    }

    private func numbers(_ shape: Shape, seed: Int) -> Tensor {
        Tensor(shape, values: (0..<shape.count).map { Float(($0 * $0 / 3 + 31 * $0 + 17 * seed) % 97) / 48 - 1 })
    }

    private func distance(_ tensor: borrowing Tensor, _ expected: [Double]) -> Double {
        #expect(tensor.values().count == expected.count)
        return zip(tensor.values(), expected).map { abs(Double($0) - $1) }.max() ?? .infinity
    }
}

extension MatMul {
    /// A product of rows of a tensor, converted first.
    fileprivate func run(
        _ input: borrowing Tensor, row: Int = 0, weights: borrowing BoundWeights, into output: inout Tensor,
        at outputRow: Int = 0
    ) {
        var rows = Tensor([input.rows - row, input.columns])
        rows.copyRows(row..<input.rows, of: input, to: 0)
        run(
            Operand(rows, precision: weights.precision), weights: weights, into: &output, at: outputRow)
    }
}
