import Checkpoints
import Foundation
import Kernels
import LFViT
import Tensors
import Testing

/// Every intermediate of both stages against what the PyTorch reference computed (`scripts/dump-goldens.py`).
struct GoldenTests {
    @Test(arguments: ["random-224", "random-288"])
    func everyIntermediateEqualsTheReference(name: String) throws {
        let parity = try parity(name)
        #expect(parity.differences.count > 20)
        for difference in parity.differences {
            #expect(difference.relative < 2e-4, "\(difference.name)")
        }
    }

    @Test func thePlainPassEqualsTheReference() throws {
        let model = try LFViTModel(path: Fixtures.path("random-plain-model"))
        let parity = try Parity(
            BoundModel(model, context: ComputeContext()), golden: SafetensorsFile(path: Fixtures.path("random-plain")),
            high: Fixtures.pattern(side: 64), low: Tensor([3, 32, 32])
        )
        #expect(parity.differences.map(\.name) == ["plain.logits"])
        #expect(parity.differences[0].relative < 2e-4)
    }

    @Test func theLazyFormEqualsTheFullForm() throws {
        let model = try LFViTModel(path: Fixtures.path("random-224-model"))
        let bound = try BoundModel(model, context: ComputeContext())
        var settings = CascadeSettings(model.configuration)
        let localization = try Localization(bound, beta: settings.beta)
        let high = Fixtures.pattern(side: 224)
        _ = localization.run(Fixtures.halved(side: 224))

        let lazy = try Focus(bound, settings: settings)
        var selection = RegionSelection()
        settings.selector(model.geometry).select(localization.classAttention.values, into: &selection)
        _ = lazy.run(high, selection, after: localization)

        settings.regionRule = .off
        let full = try Focus(bound, settings: settings)
        var all = RegionSelection()
        settings.selector(model.geometry).select(localization.classAttention.values, into: &all)
        _ = full.run(high, all, after: localization)

        for corner in 0..<4 {
            for (place, cell) in selection.kept.enumerated() {
                let one = lazy.sequence.values(row: 1 + corner * selection.kept.count + place)
                let other = full.sequence.values(row: 1 + corner * 49 + cell)
                #expect(zip(one, other).allSatisfy { abs($0 - $1) < 1e-5 })
            }
        }
    }

    @Test func aBatchAnswersEachPictureAsAloneWithinRounding() throws {
        let model = try LFViTModel(path: Fixtures.path("random-224-model"))
        let bound = try BoundModel(model, context: ComputeContext())
        let settings = CascadeSettings(model.configuration)
        let localization = try Localization(bound, beta: settings.beta)
        let alone = try Focus(bound, settings: settings)
        let together = try Focus(bound, settings: settings, batch: 3)
        var expected: [Float] = []
        for (position, shift) in [0, 1000, 5000].enumerated() {
            let high = Fixtures.pattern(side: 224, shift: shift)
            _ = localization.run(Fixtures.halved(high, side: 224))
            var selection = RegionSelection()
            settings.selector(model.geometry).select(localization.classAttention.values, into: &selection)
            _ = alone.run(high, selection, after: localization)
            expected += alone.logits
            together.place(high, selection, after: localization, at: position)
        }
        together.run()
        #expect(Set(expected).count == expected.count)
        #expect(zip(together.logits, expected).allSatisfy { abs($0 - $1) < 1e-5 })
        #expect(together.answer(2).best.confidence > 0)
    }

    @Test func aBatchedGlanceShowsEachPictureAsAloneWithinRounding() throws {
        let model = try LFViTModel(path: Fixtures.path("random-224-model"))
        let bound = try BoundModel(model, context: ComputeContext())
        let beta = CascadeSettings(model.configuration).beta
        let alone = try Localization(bound, beta: beta)
        let together = try Localization(bound, beta: beta, batch: 2)
        let pictures = [0, 1000].map { Fixtures.halved(Fixtures.pattern(side: 224, shift: $0), side: 224).values() }
        for (position, values) in pictures.enumerated() {
            together.place(Tensor([3, 112, 112], values: values), at: position)
        }
        together.run()
        for (position, values) in pictures.enumerated() {
            let expected = alone.run(Tensor([3, 112, 112], values: values))
            let answer = together.show(position)
            alone.finish()
            together.finish()
            #expect(answer.best.index == expected.best.index)
            for (one, other) in [
                (together.features.values(), alone.features.values()),
                (together.embedding.tokens.values(), alone.embedding.tokens.values()),
                (together.classAttention.values.values(), alone.classAttention.values.values()),
            ] {
                #expect(zip(one, other).allSatisfy { abs($0 - $1) < 1e-5 })
            }
        }
    }

    private func parity(_ name: String) throws -> Parity {
        let model = try LFViTModel(path: Fixtures.path("\(name)-model"))
        let side = model.geometry.image
        return try Parity(
            BoundModel(model, context: ComputeContext()), golden: SafetensorsFile(path: Fixtures.path(name)),
            high: Fixtures.pattern(side: side), low: Fixtures.halved(side: side)
        )
    }
}
