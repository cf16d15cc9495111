import CAllocations
import Cascade
import Checkpoints
import LFViT
import LookupViT
import Testing

/// LookupViT's whole way of a photograph, with random weights.
struct LookupCascadeTests {
    private let model: LookupViTModel
    private var settings = LookupSettings()

    init() throws {
        let configuration = ModelConfiguration(
            architecture: .lookupViT, image: 96, dim: 32, depth: 2, heads: 2, classes: 5)
        model = try LookupViTModel(configuration, weights: RandomWeights())
        (settings.side, settings.glanceSide) = (5, 2)
    }

    @Test func oneStageAnswersWithoutAGlance() throws {
        var settings = settings
        settings.glanceSide = nil
        let answer = try FrameCascade(model, settings: settings).answer(file: Photographs.path("cat"))
        #expect(answer.stage == .lookup && answer.localization == nil && answer.region == nil)
        #expect(answer.times.localization == .zero && answer.times.focus > .zero)
    }

    @Test func aGlanceThatIsSureAnswersAlone() throws {
        var settings = settings
        settings.threshold = 0
        let answer = try FrameCascade(model, settings: settings).answer(file: Photographs.path("cat"))
        #expect(answer.stage == .localization && answer.answer.top == answer.localization?.top)
        #expect(answer.times.focus == .zero)
    }

    @Test func anUnsureGlanceHandsItsTokensOn() throws {
        var settings = settings
        settings.earlyExit = false
        let cascade = try FrameCascade(model, settings: settings)
        let both = try cascade.answer(file: Photographs.path("cat"))
        settings.glanceSide = nil
        let alone = try FrameCascade(model, settings: settings).answer(file: Photographs.path("cat"))
        #expect(both.stage == .focus && both.answer.top == alone.answer.top)
        #expect(both.localization?.top != both.answer.top)
        #expect(cascade.selection.kept.isEmpty && cascade.classAttention.isEmpty)
    }

    @Test func aWarmCascadeAllocatesNothing() throws {
        var settings = settings
        settings.earlyExit = false
        let cascade = try FrameCascade(model, settings: settings)
        for _ in 0..<2 { _ = try cascade.answer(file: Photographs.path("cat")) }
        allocations_begin()
        let answer = cascade.answer()
        let counts = allocations_end()
        #expect(answer.stage == .focus)
        #expect(counts.fovea == 0)
    }
}
