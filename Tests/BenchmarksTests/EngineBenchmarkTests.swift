import Benchmarks
import Checkpoints
import LFViT
import Testing

/// That the benchmark measures what it says; how fast it is, is no fact of a test.
struct EngineBenchmarkTests {
    @Test func everyStageOfAModelIsMeasured() throws {
        var configuration = ModelConfiguration(
            architecture: .lfViT, image: 64, dim: 64, depth: 1, heads: 1, classes: 3
        )
        configuration.regionSide = 1
        let model = try LFViTModel(configuration, weights: RandomWeights())
        let result = try EngineBenchmark(model, settings: CascadeSettings(configuration), threads: 1, rounds: 2)
        #expect(result.stages.map(\.name) == ["plain", "localization", "features", "focus"])
        #expect(result.limitGFLOPs > 0)
        for stage in result.stages {
            #expect(stage.milliseconds > 0 && stage.gflops > 0 && stage.timesLimit > 0)
        }
    }

    @Test func aPlainModelHasOneStage() throws {
        let configuration = ModelConfiguration(
            architecture: .viT, image: 32, dim: 64, depth: 1, heads: 1, classes: 3
        )
        let model = try LFViTModel(configuration, weights: RandomWeights())
        let result = try EngineBenchmark(model, settings: CascadeSettings(configuration), threads: 1, rounds: 1)
        #expect(result.stages.map(\.name) == ["plain"])
    }
}
