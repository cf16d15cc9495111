import Images
import LFViT
import Wire
import ZeroMQ

/// A hard frame, held from its payload's making until its final answer.
final class HardFrame: Sendable {
    /// The frame in the books.
    let frame: AdmittedFrame
    /// What the glance said.
    let glance: LFViT.Answer
    /// The window, where the rule has one.
    let region: LFViT.Region?
    /// How long it was at the edge's stations.
    let times: GlanceTimes
    /// What was seen of it, where it was kept.
    let seen: SeenFrame?
    /// Which entry of the uplink's menu its payload is.
    let entry: Int
    /// When the edge stops waiting for a worker.
    let deadline: ContinuousClock.Instant
    /// The payload's bytes.
    let payloadBytes: Int
    /// What holding the frame costs: the payload, and the picture for a close look here.
    let byteCount: Int

    private let request: FocusRequest
    private let payload: Message

    init(
        _ frame: AdmittedFrame, glance: LFViT.Answer, region: LFViT.Region?, sentRegion: Wire.Region,
        point: WorkingPoint,
        entry: Int = 0, deadline: ContinuousClock.Instant, times: GlanceTimes = GlanceTimes(), seen: SeenFrame? = nil,
        payload: consuming EncodedPayload
    ) {
        self.frame = frame
        self.glance = glance
        self.entry = entry
        self.deadline = deadline
        self.region = region
        self.times = times
        self.seen = seen
        request = FocusRequest(
            id: RequestID(edgeIncarnation: 1, sequence: 1), camera: frame.offered.camera.name,
            frame: frame.offered.number, budget: .microseconds(1), payload: payload.kind, region: sentRegion,
            frames: payload.descriptions,
            localization: Wire.Answer(classIndex: glance.best.index, confidence: min(1, glance.best.confidence)),
            threshold: Float(point.threshold), gear: frame.gear ?? 0, compressedSide: point.compressedSide
        )
        self.payload = payload.frames
        payloadBytes = request.byteCount
        byteCount = payloadBytes + frame.offered.picture.byteCount
    }

    /// The request as it is sent, sharing the payload's bytes. Called on the forwarder's thread alone.
    func message(_ id: RequestID, budget: Duration) -> Message {
        var request = request
        request.id = id
        request.budget = min(max(budget, Bounds.positiveTime.lowerBound), Bounds.positiveTime.upperBound)
        var message = payload.shared()
        message.prepend(Header.focusRequest(request).encode())
        return message
    }
}

extension OfferedFrame.Picture {
    /// The bytes that are in memory.
    var byteCount: Int {
        switch self {
        case .file, .glanced: 0
        case .bytes(let bytes): bytes.count
        case .pixels(let shared): shared.byteCount
        }
    }
}
