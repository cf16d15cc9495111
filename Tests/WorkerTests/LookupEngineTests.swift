import Checkpoints
import Images
import Kernels
import LFViT
import LookupViT
import Payloads
import Tensors
import Testing
import Wire
import Worker
import ZeroMQ

struct LookupEngineTests {
    private let model: LookupViTModel
    private let configuration = ModelConfiguration(
        architecture: .lookupViT, image: 96, dim: 32, depth: 2, heads: 2, classes: 5)

    init() throws {
        model = try LookupViTModel(configuration, weights: RandomWeights())
    }

    @Test func everySideIsTimedAndTheSmallestIsTold() throws {
        let engine = try engine([5, 2])
        let times = engine.measure()
        #expect(times.map(\.batch) == [1, 2])
        #expect(times.allSatisfy { $0.time > .zero })
    }

    @Test func theQueueChoosesTheSide() throws {
        let engine = try engine([5, 2])
        let request = try request()
        var pressure = BatchPressure()
        let calm = try confidence(engine.answer([request], under: pressure))
        pressure.waited = .seconds(9)
        let busy = try confidence(engine.answer([request], under: pressure))
        #expect(try calm == confidence(self.engine([5]).answer([request])))
        #expect(try busy == confidence(self.engine([2]).answer([request])))
        #expect(calm != busy)
    }

    @Test func aGearsSideIsTakenAsFarAsTheModelHasIt() throws {
        let engine = try engine([5, 2])
        for (asked, side) in [(4, 4), (32, 6)] {
            let request = try request(compressedSide: asked)
            let answers = engine.answer([request], under: BatchPressure([request], formed: .zero))
            #expect(try confidence(answers) == confidence(self.engine([side]).answer([request])))
        }
        let two = [try request(compressedSide: 5), try request(compressedSide: 3), try request()]
        #expect(BatchPressure(two, formed: .zero).requestedSide == 3)
    }

    @Test func aPayloadOfAnotherModelDisturbsNoOther() throws {
        let engine = try engine([5])
        let answers = try engine.answer([request(), request(imageSide: 64)])
        #expect(try confidence([answers[0]]) > 0)
        guard case .failed(.badPayload, let reason) = answers[1] else {
            Issue.record("answered a picture of another size")
            return
        }
        #expect(reason.contains("the whole picture of 96 pixels"))
    }

    @Test func aWorkerThatComputesSomethingElseNeverBecomesReady() throws {
        let wrong = try LookupViTModel(
            configuration, weights: RandomWeights(), canary: Canary(class: 3, confidence: 0.999))
        let error = #expect(throws: CanaryError.self) {
            _ = try LookupEngine(wrong, sides: CompressedSides([3], objective: .seconds(1)))
        }
        #expect(error?.description.contains("expected class 3") == true)
    }

    @Test func anElasticFocusStageFollowsTheQueueToo() throws {
        var configuration = ModelConfiguration(
            architecture: .lfViT, image: 96, dim: 32, depth: 4, heads: 2, classes: 5)
        (configuration.regionSide, configuration.elastic) = (2, true)
        (configuration.reverseNorm, configuration.alignCorners) = (ReverseNorm.none, false)
        let plain = try LFViTModel(configuration, weights: RandomWeights())
        let model = try ElasticModel(plain, weights: RandomWeights())
        let settings = CascadeSettings(configuration)
        func engine(_ sides: [Int]) throws -> FocusEngine {
            try FocusEngine(
                model, settings: settings, sides: CompressedSides(sides, objective: .seconds(1)), batches: [1])
        }
        let request = try localized(plain, settings)
        var busy = BatchPressure()
        busy.waited = .seconds(9)
        let both = try engine([5, 2])
        #expect(both.measure().map(\.batch) == [1])
        let (calm, pressed) = (
            try confidence(both.answer([request])), try confidence(both.answer([request], under: busy))
        )
        #expect(try calm == confidence(engine([5]).answer([request])))
        #expect(try pressed == confidence(engine([2]).answer([request])))
        #expect(calm != pressed)
    }

    /// A hard frame as an LF-ViT edge sends it, exactly.
    private func localized(_ model: LFViTModel, _ settings: CascadeSettings) throws -> PendingRequest {
        let localization = try Localization(BoundModel(model, context: ComputeContext()), beta: settings.beta)
        let half = Tensor([3, 48, 48], values: (0..<3 * 48 * 48).map { Float($0 % 97) / 97 })
        _ = localization.run(half)
        var selection = RegionSelection()
        settings.selector(model.geometry).select(localization.classAttention.values, into: &selection)
        let square = Picture(width: 96, height: 96, bytes: (0..<3 * 96 * 96).map { UInt8($0 % 251) })
        return pending(
            try PayloadWriter(model.geometry, settings: settings).write(
                .exact, square: square, after: localization, selection: selection))
    }

    private func engine(_ sides: [Int]) throws -> LookupEngine {
        try LookupEngine(model, sides: CompressedSides(sides, objective: .seconds(1)), batches: [1, 2])
    }

    private func request(imageSide side: Int = 96, compressedSide: Int = 0) throws -> PendingRequest {
        let square = Picture(width: side, height: side, bytes: (0..<3 * side * side).map { UInt8($0 % 251) })
        let payload = try PictureWriter(image: side).write(.exact, square: square)
        return pending(payload, compressedSide: compressedSide)
    }

    private func pending(_ payload: Payload, compressedSide: Int = 0) -> PendingRequest {
        var message = Message()
        for part in payload.parts { message.append(Frame(copying: part.bytes)) }
        return PendingRequest(
            FocusRequest(
                id: RequestID(edgeIncarnation: 1, sequence: 1), camera: "gate", frame: 1, budget: .seconds(600),
                payload: payload.kind, region: payload.region, frames: payload.frames,
                localization: Wire.Answer(classIndex: 0, confidence: 0.5), compressedSide: compressedSide),
            payload: message, coordinator: 0, arrived: .zero)
    }

    private func confidence(_ answers: [EngineAnswer]) throws -> Float {
        guard case .answered(let top, _, _) = try #require(answers.first) else {
            Issue.record("not answered: \(answers)")
            return 0
        }
        return top[0].confidence
    }
}
