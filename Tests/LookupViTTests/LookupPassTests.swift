import CAllocations
import Checkpoints
import Kernels
import LFViT
import LookupViT
import Tensors
import Testing

struct LookupPassTests {
    @Test func aBatchAnswersEachPictureAsAloneWithinRounding() throws {
        for name in ["random-96", "random-column", "random-softmax"] {
            let bound = try Fixtures.bound(name)
            let tokens = try LookupTokens(bound)
            let alone = try LookupPass(bound, side: 3)
            let together = try LookupPass(bound, side: 3, batch: 3)
            var expected: [Float] = []
            for (position, shift) in [0, 1000, 5000].enumerated() {
                tokens.run(Fixtures.pattern(side: 96, shift: shift))
                _ = alone.run(tokens.tokens)
                expected += alone.logits
                together.place(tokens.tokens, at: position)
            }
            together.run()
            #expect(Set(expected).count == expected.count)
            #expect(zip(together.logits, expected).allSatisfy { abs($0 - $1) < 1e-4 })
            #expect(together.answer(2).best.index == alone.answer().best.index)
        }
    }

    @Test func theAnswerIsTheMeanOfBothHeads() throws {
        let bound = try Fixtures.bound("random-96")
        let tokens = try LookupTokens(bound)
        tokens.run(Fixtures.pattern(side: 96))
        let pass = try LookupPass(bound, side: 5)
        let answer = pass.run(tokens.tokens)
        let mean = zip(pass.compressedLogits, pass.lookupLogits).map { ($0 + $1) / 2 }
        #expect(pass.logits == mean)
        #expect(answer.best.index == mean.indices.max { mean[$0] < mean[$1] })
        let alone = try LookupPass(bound, side: 5, head: .compressed)
        #expect(alone.run(tokens.tokens).best.confidence > 0)
        #expect(alone.lookupLogits.isEmpty && alone.logits == alone.compressedLogits)
    }

    /// Where the tokens come from is not the encoder's affair: here from two frames of a video, 4 x 6 patches each.
    @Test func aVideosTokensPassThroughTheBlocks() throws {
        let bound = try Fixtures.bound("random-96")
        let (frame, small) = ((rows: 4, columns: 6), (rows: 2, columns: 3))
        let resize = GridResize(from: frame, to: small, alignCorners: false, antialias: false)
        #expect(resize.count == 6)
        var lookup = Tensor(
            [2 * 24, 32], values: (0..<2 * 24 * 32).map { (index: Int) -> Float in Float(index % 97) / 97 - 0.5 })
        let before = lookup.values()
        var compressed = Tensor([2 * 6, 32])
        for index in 0..<2 { resize.run(lookup, row: 24 * index, into: &compressed, at: 6 * index) }
        #expect(compressed.values(row: 6) != compressed.values(row: 0))
        try LookupEncoder(bound.blocks, compressed: 12, lookup: 48).run(&compressed, &lookup)
        let finite = (compressed.values() + lookup.values()).allSatisfy { $0.isFinite }
        #expect(finite)
        #expect(lookup.values() != before)
    }

    @Test func halvingAGridAveragesFourTokens() {
        let resize = GridResize(from: (4, 4), to: (2, 2), alignCorners: false, antialias: false)
        let tokens = Tensor([16, 1], values: (0..<16).map(Float.init))
        var output = Tensor([4, 1])
        resize.run(tokens, into: &output)
        #expect(output.values() == [2.5, 4.5, 10.5, 12.5])
    }

    @Test func alignedCornersStayCorners() {
        let resize = GridResize(from: (4, 4), to: (2, 2), alignCorners: true, antialias: false)
        let tokens = Tensor([16, 1], values: (0..<16).map(Float.init))
        var output = Tensor([4, 1])
        resize.run(tokens, into: &output)
        #expect(output.values() == [0, 3, 12, 15])
    }

    @Test(
        arguments: [
            ("random-96", LookupHead.average), ("random-96", .compressed), ("random-column", .average),
            ("random-softmax", .average),
        ], [1, 2])
    func aWarmPassAllocatesNothing(model: (name: String, head: LookupHead), threads: Int) throws {
        let (name, head) = model
        let bound = try BoundLookupViT(Fixtures.model(name), context: ComputeContext(threads: threads))
        let tokens = try LookupTokens(bound)
        let pass = try LookupPass(bound, side: 5, head: head)
        let picture = Fixtures.pattern(side: 96)
        for _ in 0..<2 {
            tokens.run(picture)
            _ = pass.run(tokens.tokens)
        }
        allocations_begin()
        tokens.run(picture)
        let answer = pass.run(tokens.tokens)
        let counts = allocations_end()
        #expect(answer.best.confidence > 0)
        #expect(counts.fovea == 0)
    }

    @Test(arguments: Precision.allCases, ReverseNorm.allCases)
    func anyNumberOfThreadsAnswersTheSame(precision: Precision, back: ReverseNorm) throws {
        var configuration = try #require(ModelConfiguration(named: "lookup-tiny-224"))
        configuration.reverseNorm = back
        let model = try LookupViTModel(configuration, weights: RandomWeights(), precision: precision)
        var answers: [[Float]] = []
        for threads in [1, 2, 3] {
            let bound = try BoundLookupViT(model, context: ComputeContext(threads: threads))
            let tokens = try LookupTokens(bound)
            let pass = try LookupPass(bound, side: 5)
            tokens.run(Fixtures.pattern(side: 224))
            _ = pass.run(tokens.tokens)
            answers.append(tokens.tokens.values() + pass.logits + pass.compressedLogits)
        }
        #expect(answers[1] == answers[0] && answers[2] == answers[0])
    }

    @Test(arguments: [(Precision.bf16, Float(0.1)), (.int8, 0.3)])
    func coarserFormatsComeNearTheReference(precision: Precision, tolerance: Float) throws {
        var logits: [[Float]] = []
        for format in [Precision.fp32, precision] {
            let bound = try Fixtures.bound("random-96", format)
            let tokens = try LookupTokens(bound)
            tokens.run(Fixtures.pattern(side: 96))
            let pass = try LookupPass(bound, side: 5)
            _ = pass.run(tokens.tokens)
            logits.append(pass.logits)
        }
        let largest = logits[0].map(abs).max() ?? 0
        let distance = zip(logits[0], logits[1]).map { abs($0 - $1) }.max() ?? .infinity
        #expect(distance < tolerance * largest)
        #expect(distance > 0)
    }

    @Test func anotherFamilyIsRefused() throws {
        let configuration = try #require(ModelConfiguration(named: "tiny-224"))
        let error = #expect(throws: CheckpointError.self) {
            try LookupViTModel(configuration, weights: RandomWeights(), origin: "other.safetensors")
        }
        #expect(error?.description == "other.safetensors holds a model of kind lf-vit; expected lookup-vit")
    }
}
