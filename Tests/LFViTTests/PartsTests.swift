import CAllocations
import Checkpoints
import Kernels
import LFViT
import Tensors
import Testing
import Threads

/// Every stage answers the same whatever number of threads it has, and nothing is allocated for them.
struct PartsTests {
    /// The stages of one context.
    private final class Stages {
        let localization: Localization
        let focus: Focus
        let plain: PlainPass
        let settings: CascadeSettings
        let high = Fixtures.pattern(side: 224)
        let low = Fixtures.halved(side: 224)
        var selection = RegionSelection()

        init(_ model: LFViTModel, _ context: ComputeContext) throws {
            let bound = try BoundModel(model, context: context)
            settings = CascadeSettings(model.configuration)
            localization = try Localization(bound, beta: settings.beta)
            focus = try Focus(bound, settings: settings)
            plain = try PlainPass(bound)
        }

        func run() {
            _ = localization.run(low)
            localization.finish()
            settings.selector(grid: 7).select(localization.classAttention.values, into: &selection)
            _ = focus.run(high, selection, after: localization)
            _ = plain.run(high)
        }

        var values: [Float] {
            localization.logits + localization.features.values() + localization.classAttention.values.values()
                + focus.logits + plain.logits
        }
    }

    private static func model(_ precision: Precision) throws -> LFViTModel {
        try LFViTModel(
            try #require(ModelConfiguration(named: "tiny-224")), weights: RandomWeights(), precision: precision)
    }

    @Test(arguments: Precision.allCases) func anyNumberOfThreadsAnswersTheSame(precision: Precision) throws {
        let model = try Self.model(precision)
        let alone = try Stages(model, ComputeContext())
        alone.run()
        for threads in [2, 3] {
            let together = try Stages(model, ComputeContext(threads: threads))
            together.run()
            #expect(together.values == alone.values)
        }
    }

    @Test(arguments: Precision.allCases) func theNumberMayChangeBetweenPictures(precision: Precision) throws {
        let cores = SharedCores(3)
        let stages = try Stages(Self.model(precision), ComputeContext(sharing: cores))
        cores.change(by: 2)
        for _ in 0..<2 { stages.run() }
        let expected = stages.values
        // From one to three threads: what the others need was there from the first picture on.
        cores.change(by: -1)
        allocations_begin()
        stages.run()
        let counts = allocations_end()
        #expect(stages.values == expected)
        if PackedWeights.hasPanels(precision, inputs: 192) { #expect(counts.libraries == 0) }
        #expect(counts.fovea == 0)
    }
}
