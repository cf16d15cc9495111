import Checkpoints
import Images
import Payloads
import Tensors
import Testing
import Wire

/// The payload of models that look at whole pictures.
struct PictureRoundTripTests {
    private let configuration = ModelConfiguration(
        architecture: .lookupViT, image: 96, dim: 32, depth: 1, heads: 1, classes: 2)
    private let bytes = (0..<3 * 96 * 96).map { (index: Int) -> UInt8 in UInt8((index / 7) % 200) }

    @Test(arguments: [(PayloadKind.exact, PayloadOptions()), (.pixels, .lossless)])
    func losslessPixelsArriveAsTheyWere(kind: PayloadKind, options: PayloadOptions) throws {
        #expect(try values(sent(kind, options)) == normalised())
    }

    @Test func aPhotographsPixelsArriveNearly() throws {
        let payload = try sent(.pixels, PayloadOptions())
        #expect(payload.byteCount < bytes.count / 2)
        let distance = try zip(values(payload), normalised()).map { abs($0 - $1) }.max() ?? .infinity
        #expect(distance < 0.5)
    }

    @Test func featuresAreRefused() throws {
        #expect(throws: PayloadError.self) { try sent(.features, PayloadOptions()) }
    }

    @Test func anotherRegionOrFrameIsNamed() throws {
        let payload = try sent(.exact, PayloadOptions())
        var request = request(payload)
        request.region = .whole(imageSide: 224)
        #expect(throws: PayloadError.self) { try values(payload, request) }
        request = self.request(payload)
        request.payload = .features
        #expect(throws: PayloadError.self) { try values(payload, request) }
        request = self.request(payload)
        request.frames[0].rows = 95
        #expect(throws: PayloadError.self) { try values(payload, request) }
    }

    private func sent(_ kind: PayloadKind, _ options: PayloadOptions) throws -> Payload {
        try PictureWriter(image: 96, options: options)
            .write(kind, square: Picture(width: 96, height: 96, bytes: bytes))
    }

    private func request(_ payload: Payload) -> FocusRequest {
        FocusRequest(
            id: RequestID(edgeIncarnation: 1, sequence: 1), camera: "gate", frame: 1, budget: .seconds(1),
            payload: payload.kind, region: payload.region, frames: payload.frames,
            localization: Answer(classIndex: 0, confidence: 0.5))
    }

    private func values(_ payload: Payload, _ changed: FocusRequest? = nil) throws -> [Float] {
        var picture = Tensor([3, 96, 96])
        let reader = PictureReader(configuration)
        try payload.withUnsafeFrames { frames in
            try reader.read(changed ?? request(payload), frames, into: &picture)
        }
        return picture.values()
    }

    private func normalised() -> [Float] {
        EvaluationTransform(
            size: 96, crop: configuration.crop, mean: configuration.mean, standardDeviation: configuration.std
        ).normalized(Picture(width: 96, height: 96, bytes: bytes)).values()
    }
}
