import Checkpoints
import Images
import Kernels
import LFViT
import LookupViT
import Tensors
import Testing

/// LF-ViT's focus as a LookupViT.
struct ElasticFocusTests {
    private let model: ElasticModel
    private let bound: BoundElastic

    init() throws {
        model = try ElasticModel(path: Fixtures.path("random-elastic-model"))
        bound = try BoundElastic(model, context: ComputeContext())
    }

    @Test func everySideEqualsTheReference() throws {
        let high = Fixtures.pattern(side: 96)
        let differences = try ElasticParity(
            bound, golden: SafetensorsFile(path: Fixtures.path("random-elastic")), high: high, low: halved(high)
        ).differences
        #expect(differences.count == 1 + 3 * 3)
        for difference in differences { #expect(difference.relative < 2e-4, "\(difference.name)") }
    }

    @Test func aBatchAnswersEachPictureAsAloneWithinRounding() throws {
        let settings = CascadeSettings(model.base.configuration)
        let localization = try Localization(bound.base, beta: settings.beta)
        let alone = try ElasticFocus(bound, settings: settings, side: 3)
        let together = try ElasticFocus(bound, settings: settings, side: 3, batch: 2)
        var expected: [Float] = []
        for (position, shift) in [0, 1000].enumerated() {
            let high = Fixtures.pattern(side: 96, shift: shift)
            _ = localization.run(halved(high))
            var selection = RegionSelection()
            settings.selector(bound.base.geometry).select(localization.classAttention.values, into: &selection)
            _ = alone.run(high, selection, after: localization)
            expected += alone.logits
            together.place(high, selection, after: localization, at: position)
        }
        together.run()
        #expect(zip(together.logits, expected).allSatisfy { abs($0 - $1) < 1e-4 })
    }

    @Test func theBlocksWorkEqualsTheFormula() throws {
        let configuration = try #require(ModelConfiguration(named: "small-224"))
        let geometry = Geometry(configuration)
        let settings = CascadeSettings(configuration)
        let around = 768 * 88 * 384 + 8 * 22 * 384 * 384 + 2 * 1000 * 384
        for (side, gmacs) in [3: 1.068, 4: 1.266, 5: 1.523, 7: 2.215] {
            let blocks = Work.elastic(geometry, settings, side: side).multiplyAccumulates - around
            #expect((Double(blocks) / 1e6).rounded() / 1000 == gmacs)
        }
    }

    @Test func thePlainModelOfTheFileStaysUsableAlone() throws {
        let plain = try LFViTModel(path: Fixtures.path("random-elastic-model"))
        #expect(plain.geometry.parameters < 200_000)
        #expect(throws: CheckpointError.self) {
            let configuration = try #require(ModelConfiguration(named: "tiny-224"))
            _ = try ElasticModel(LFViTModel(configuration, weights: RandomWeights()), weights: RandomWeights())
        }
    }

    private func halved(_ high: borrowing Tensor) -> Tensor {
        var low = Tensor([3, 48, 48])
        HalfResolution(size: 96).apply(to: high, into: &low)
        return low
    }
}
