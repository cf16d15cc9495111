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
        _ = lazy.run(high, selection, embeddings: localization.embeddings, features: localization.features)

        settings.regionRule = .off
        let full = try Focus(bound, settings: settings)
        var all = RegionSelection()
        settings.selector(model.geometry).select(localization.classAttention.values, into: &all)
        _ = full.run(high, all, embeddings: localization.embeddings, features: localization.features)

        for corner in 0..<4 {
            for (place, cell) in selection.kept.enumerated() {
                let one = lazy.sequence.values(row: 1 + corner * selection.kept.count + place)
                let other = full.sequence.values(row: 1 + corner * 49 + cell)
                #expect(zip(one, other).allSatisfy { abs($0 - $1) < 1e-5 })
            }
        }
    }

    @Test func embeddingAloneGivesTheEmbeddingsOfAWholeRun() throws {
        let model = try LFViTModel(path: Fixtures.path("random-224-model"))
        let bound = try BoundModel(model, context: ComputeContext())
        let beta = CascadeSettings(model.configuration).beta
        let (run, embedded) = (try Localization(bound, beta: beta), try Localization(bound, beta: beta))
        _ = run.run(Fixtures.halved(side: 224))
        embedded.embed(Fixtures.halved(side: 224))
        #expect(run.embeddings.values() == embedded.embeddings.values())
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
