import Benchmarks
import Checkpoints
import Edge
import LFViT
import Testing
import Wire

/// That the benchmark measures what it says; how fast an edge is, is no fact of a test.
struct EdgeBenchmarkTests {
    private let configuration: ModelConfiguration

    init() {
        var configuration = ModelConfiguration(
            architecture: .lfViT, image: 64, dim: 64, depth: 1, heads: 1, classes: 3)
        configuration.regionSide = 1
        self.configuration = configuration
    }

    @Test func anEdgesLocalizationStandsBesideTheEngines() async throws {
        let model = try LFViTModel(configuration, weights: RandomWeights())
        let result = try await EdgeBenchmark(
            model, settings: CascadeSettings(configuration), picture: RandomPictures.files(1, side: 64)[0], frames: 3,
            rounds: 2)
        #expect(result.bareMilliseconds > 0 && result.localizationMilliseconds > 0 && result.decodingMilliseconds > 0)
        #expect(result.processorMilliseconds > 0 && result.ratio > 0)
    }

    @Test func everyFrameOfALongRunHasOneEndAndAllWaysAreTaken() async throws {
        let model = try LFViTModel(configuration, weights: RandomWeights())
        var looks = 0
        let result = try await EdgeEndurance(
            model, settings: CascadeSettings(configuration), frames: 2000, hardShare: 0.25,
            payload: {
                { _ in
                    let frame = PayloadFrame(kind: .features, encoding: .signed8, byteCount: 6, rows: 2, columns: 3)
                    return EncodedPayload(.features, [(frame, [1, 2, 3, 4, 5, 6])])
                }
            }, resident: { 7 }
        ) { _ in looks += 1 }
        #expect(result.problems.isEmpty)
        #expect(result.offered == 2000 && result.rejected == 4)
        #expect(result.exited > 1000 && result.focused > 0 && result.fallback > 0 && result.dropped > 0)
        #expect(looks == 20 && result.points.map(\.frames).last == 2000 && result.growth == 0)
    }
}
