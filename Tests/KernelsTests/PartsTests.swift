import Kernels
import Tensors
import Testing
import Threads

/// What several threads compute is what one computes, to the last bit.
struct PartsTests {
    private static let teams = [2, 3, 8]

    @Test(
        arguments: Precision.allCases,
        // Seven panels; three, for more threads than panels; half a panel left over.
        [224, 96, 112])
    func productsAreTheSame(precision: Precision, outputs: Int) throws {
        let (rows, inputs) = (50, 256)
        let slices = PackedWeights.slices(precision, inputs: inputs)
        let weights = try PackedWeights(
            weight: numbers([outputs, inputs], seed: 1), bias: numbers([outputs], seed: 2), precision: precision,
            slices: slices, context: ComputeContext())
        let input = Operand(numbers([rows, inputs], seed: 3), precision: precision, slices: slices)
        for epilogue in [MatMul.Epilogue.none, .gelu, .add] {
            let alone = try product(input, weights, epilogue, threads: 1)
            for threads in Self.teams {
                #expect(try product(input, weights, epilogue, threads: threads) == alone)
            }
        }
    }

    @Test(arguments: Precision.allCases, [(384, 128), (192, 64), (128, 128)])
    func productsInOtherFormatsAreTheSame(precision: Precision, shape: (outputs: Int, slice: Int)) throws {
        let (rows, inputs) = (230, 128)
        let slices = PackedWeights.slices(precision, inputs: inputs)
        let weights = try PackedWeights(
            weight: numbers([shape.outputs, inputs], seed: 1), bias: numbers([shape.outputs], seed: 2),
            precision: precision, slices: slices, context: ComputeContext())
        let input = Operand(numbers([rows, inputs], seed: 3), precision: precision, slices: slices)
        for format in [Precision.bf16, .int8] where PackedWeights.hasPanels(format, inputs: inputs) {
            func values(threads: Int) throws -> [Float] {
                let context = try ComputeContext(threads: threads)
                var output = Operand(
                    rows: rows, columns: shape.outputs, precision: format,
                    slices: format == .int8 ? shape.outputs / shape.slice : 1)
                try MatMul(rows: rows, like: weights, epilogue: .gelu, context: context)
                    .run(input, weights: BoundWeights(weights, context: context), into: &output)
                return output.values().values()
            }
            let alone = try values(threads: 1)
            for threads in Self.teams { #expect(try values(threads: threads) == alone) }
        }
    }

    @Test(arguments: Precision.allCases, [(3, 64), (6, 64), (4, 24)])
    func attentionIsTheSame(precision: Precision, heads: (count: Int, width: Int)) throws {
        let (tokens, channels) = (120, heads.count * heads.width)
        let qkv = numbers([tokens, 3 * channels], seed: 5)
        func values(threads: Int) throws -> [Float] {
            var attention = Attention(
                tokens: tokens, channels: channels, heads: heads.count, precision: precision,
                context: try ComputeContext(threads: threads))
            var output = Operand(rows: tokens, columns: channels, precision: precision)
            var classAttention = Tensor([tokens - 1])
            attention.run(Operand(qkv, precision: attention.precision), row: 0, into: &output, at: 0)
            attention.classAttention(into: &classAttention)
            return output.values().values() + classAttention.values()
        }
        let alone = try values(threads: 1)
        for threads in Self.teams { #expect(try values(threads: threads) == alone) }
    }

    @Test(arguments: [CrossAttention.Return.asKept, .columnSums, .softmax])
    func crossAttentionIsTheSame(back: CrossAttention.Return) throws {
        let (queries, keys, channels, heads, sequences) = (25, 196, 192, 3, 2)
        let query = numbers([sequences * queries, channels], seed: 6)
        let keyValue = numbers([sequences * keys, 2 * channels], seed: 7)
        func values(threads: Int) throws -> [Float] {
            var attention = try CrossAttention(
                queries: queries, keys: keys, channels: channels, heads: heads, sequences: sequences, back: back,
                context: ComputeContext(threads: threads))
            var gathered = Operand(rows: sequences * queries, columns: channels, precision: .fp32)
            var infused = Operand(rows: sequences * keys, columns: channels, precision: .int8, slices: 3)
            attention.gather(query, keyValue, into: &gathered)
            attention.infuse(query, into: &infused)
            return gathered.values().values() + infused.values().values()
        }
        let alone = try values(threads: 1)
        for threads in Self.teams { #expect(try values(threads: threads) == alone) }
    }

    @Test(arguments: Precision.allCases) func normalisationIsTheSame(precision: Precision) throws {
        let input = numbers([197, 384], seed: 2)
        let norm = Norm(scale: numbers([384], seed: 3), shift: numbers([384], seed: 4))
        func values(_ context: ComputeContext?) -> [Float] {
            var output = Operand(rows: 190, columns: 384, precision: precision, slices: precision == .int8 ? 3 : 1)
            norm.run(input, row: 7, count: 190, into: &output, on: context)
            return output.values().values()
        }
        let alone = values(nil)
        for threads in Self.teams { #expect(values(try ComputeContext(threads: threads)) == alone) }
    }

    @Test func aContextFollowsItsCores() throws {
        let cores = SharedCores(3)
        let context = try ComputeContext(sharing: cores)
        guard PackedWeights.hasPanels(.fp32, inputs: 32) else {
            #expect(context.mostThreads == 1)
            return
        }
        #expect(context.mostThreads == 3 && context.threads == 3)
        cores.change(by: 2)
        #expect(context.threads == 1)
        #expect(try ComputeContext(sharing: nil).threads == 1)
        #expect(try ComputeContext(sharing: SharedCores(64)).threads == ComputeContext.mostThreads)
    }

    private func product(
        _ input: borrowing Operand, _ weights: PackedWeights, _ epilogue: MatMul.Epilogue, threads: Int
    ) throws -> [Float] {
        let context = try ComputeContext(threads: threads)
        var output = numbers([input.rows, weights.outputs], seed: 9)
        try MatMul(rows: input.rows, like: weights, epilogue: epilogue, context: context)
            .run(input, weights: BoundWeights(weights, context: context), into: &output)
        return output.values()
    }

    private func numbers(_ shape: Shape, seed: Int) -> Tensor {
        Tensor(shape, values: (0..<shape.count).map { Float(($0 * $0 / 3 + 31 * $0 + 17 * seed) % 97) / 48 - 1 })
    }
}
