import BundledModel
import Checkpoints
import Foundation
import LFViT
import Testing
import Wire
import Worker

struct FocusEngineTests {
    @Test func theBundledModelAnswersItsCanary() throws {
        let model = try LFViTModel(path: BundledModel.lfViTTiny.path)
        #expect(model.canary != nil)
        let engine = try FocusEngine(model, settings: CascadeSettings(model.configuration), batches: [1, 2])
        let times = engine.measure()
        #expect(times.map(\.batch) == [1, 2])
        #expect(times.allSatisfy { $0.time > .zero })
    }

    @Test func aWorkerThatComputesSomethingElseNeverBecomesReady() throws {
        var configuration = ModelConfiguration(
            architecture: .lfViT, image: 64, dim: 64, depth: 2, heads: 1, classes: 10
        )
        configuration.regionSide = 1
        let model = try LFViTModel(
            configuration, weights: RandomWeights(), canary: Canary(class: 3, confidence: 0.999)
        )
        let error = #expect(throws: CanaryError.self) {
            _ = try FocusEngine(model, settings: CascadeSettings(configuration))
        }
        #expect(error?.description.contains("expected class 3") == true)
    }
}
