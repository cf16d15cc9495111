import BundledModel
import CAllocations
import Cascade
import Checkpoints
import Foundation
import Kernels
import LFViT
import Tensors
import Testing

/// The whole way of a real photograph through the bundled model, against the PyTorch reference.
struct FrameCascadeTests {
    private let model: LFViTModel

    init() throws {
        model = try LFViTModel(path: BundledModel.lfViTTiny.path)
    }

    @Test(arguments: ["astronaut", "cat", "coffee", "rocket"])
    func aPhotographIsSeenAsTheReferenceSeesIt(name: String) throws {
        let frame = PreparedFrame(model)
        try frame.decode(file: Photographs.path(name))
        frame.halve()
        let parity = try Parity(
            BoundModel(model, context: ComputeContext()), golden: Photographs.golden(name), high: frame.high,
            low: frame.low
        )
        #expect(parity.differences.count >= 15)
        for difference in parity.differences { #expect(difference.relative < 2e-4, "\(difference.name)") }
    }

    @Test func aConfidentGlanceAnswersAlone() throws {
        var settings = CascadeSettings(model.configuration)
        settings.threshold = 0
        let answer = try FrameCascade(model, settings: settings).answer(file: Photographs.path("coffee"))
        #expect(answer.stage == .localization)
        #expect(answer.region == nil)
        #expect(answer.answer.top == answer.localization?.top)
        #expect(answer.times.focus == .zero)
    }

    @Test func withoutExitEveryFrameIsFocused() throws {
        var settings = CascadeSettings(model.configuration)
        settings.threshold = 0
        settings.earlyExit = false
        let cascade = try FrameCascade(model, settings: settings)
        let answer = try cascade.answer(file: Photographs.path("coffee"))
        let golden = try Photographs.golden("coffee")
        #expect(answer.stage == .focus)
        #expect(try [answer.region?.index] == golden.integers("focus.5.region"))
        #expect(try cascade.selection.kept == golden.integers("focus.5.kept"))
    }

    @Test(arguments: RegionRule.allCases)
    func everySwitchAnswers(rule: RegionRule) throws {
        for (fusion, reuse) in [(true, true), (false, true), (true, false), (false, false)] {
            var settings = CascadeSettings(model.configuration)
            (settings.regionRule, settings.fusion, settings.reuse, settings.earlyExit) = (rule, fusion, reuse, false)
            let cascade = try FrameCascade(model, settings: settings)
            let answer = try cascade.answer(file: Photographs.path("cat"))
            #expect(answer.stage == .focus)
            #expect(answer.answer.top.allSatisfy { $0.confidence > 0 && $0.confidence <= 1 })
            #expect((answer.region == nil) == (rule == .off || rule == .scattered))
        }
    }

    @Test func weightsThatGiveNoNumbersAreRefused() throws {
        let configuration = ModelConfiguration(
            architecture: .lfViT, image: 64, dim: 8, depth: 4, heads: 1, classes: 3
        )
        var settings = CascadeSettings(configuration)
        settings.regionSide = 1
        let huge = try LFViTModel(configuration, weights: HugeWeights(), origin: "huge.safetensors")
        let error = #expect(throws: CheckpointError.self) { try FrameCascade(huge, settings: settings) }
        #expect(error?.description.hasPrefix("huge.safetensors gives answers that are no numbers") == true)
    }

    @Test func theSameFrameGetsTheSameAnswerAfterOthers() throws {
        var settings = CascadeSettings(model.configuration)
        settings.earlyExit = false
        let cascade = try FrameCascade(model, settings: settings)
        let first = try cascade.answer(file: Photographs.path("cat"))
        _ = try cascade.answer(file: Photographs.path("rocket"))
        #expect(try cascade.answer(file: Photographs.path("cat")).answer.top == first.answer.top)
    }

    @Test(arguments: Precision.allCases) func aWarmCascadeAllocatesNothing(_ precision: Precision) throws {
        let model = try LFViTModel(path: BundledModel.lfViTTiny.path, precision: precision)
        var settings = CascadeSettings(model.configuration)
        settings.earlyExit = false
        let cascade = try FrameCascade(model, settings: settings)
        for _ in 0..<2 { _ = try cascade.answer(file: Photographs.path("coffee")) }
        allocations_begin()
        let answer = cascade.answer()
        let counts = allocations_end()
        #expect(answer.stage == .focus)
        #expect(counts.fovea == 0)
    }

    @Test(arguments: [(Precision.bf16, Float(0.02)), (.int8, 0.08)])
    func coarserFormatsAnswerTheSame(_ precision: Precision, _ bound: Float) throws {
        var settings = CascadeSettings(model.configuration)
        settings.earlyExit = false
        let reference = try FrameCascade(model, settings: settings)
        let coarse = try FrameCascade(
            LFViTModel(path: BundledModel.lfViTTiny.path, precision: precision), settings: settings)
        for name in ["cat", "coffee", "rocket", "astronaut"] {
            let expected = try reference.answer(file: Photographs.path(name))
            let found = try coarse.answer(file: Photographs.path(name))
            let pairs = [
                (found.answer, expected.answer),
                (try #require(found.localization), try #require(expected.localization)),
            ]
            for (found, expected) in pairs.map({ ($0.best, $1.best) }) {
                #expect(abs(found.confidence - expected.confidence) < bound)
                if expected.confidence > 0.3 { #expect(found.index == expected.index) }
            }
        }
    }

    @Test func theCounterSeesAllocations() {
        allocations_begin()
        let array = [Int](repeating: 1, count: 1000 + CommandLine.arguments.count)
        let counts = allocations_end()
        #expect(counts.fovea > 0)
        #expect(array.count >= 1000)
    }
}

/// Finite weights that overflow as soon as they are used.
private struct HugeWeights: WeightSource {
    mutating func take(_ name: String, _ shape: Shape) throws -> Tensor {
        Tensor(shape, values: Array(repeating: 1e38, count: shape.count))
    }

    func finish() throws {}
}
