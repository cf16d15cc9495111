import Checkpoints
import Kernels
import LFViT
import Payloads
import Wire
import ZeroMQ

extension Canary {
    /// Compares the answer to the canary picture with the known one.
    ///
    /// - Throws: `CanaryError`.
    func check(_ best: Wire.Answer, _ precision: Kernels.Precision) throws(CanaryError) {
        guard best.classIndex == `class`, abs(best.confidence - confidence) <= precision.canaryTolerance else {
            throw CanaryError(
                description: """
                    the canary picture was answered with class \(best.classIndex) (\(best.confidence)), expected class \
                    \(`class`) (\(confidence)): this build or machine does not compute what the model says
                    """
            )
        }
    }
}

extension PendingRequest {
    /// The canary as a request, from nobody.
    convenience init(canary payload: Payload, localization: Wire.Answer) {
        var message = Message()
        for part in payload.parts { message.append(Frame(copying: part.bytes)) }
        let request = FocusRequest(
            id: RequestID(edgeIncarnation: 1, sequence: 1), camera: "canary", frame: 0, budget: .seconds(600),
            payload: payload.kind, region: payload.region, frames: payload.frames, localization: localization
        )
        self.init(request, payload: message, coordinator: 0, arrived: .zero)
    }
}

extension LFViT.Answer {
    /// The same as it is sent.
    var wire: [Wire.Answer] { top.map { Wire.Answer(classIndex: $0.index, confidence: min(1, $0.confidence)) } }
}

extension Kernels.Precision {
    /// How far the canary's confidence may be from the reference's: rounding, and no more.
    fileprivate var canaryTolerance: Float {
        switch self {
        case .fp32: 1e-3
        case .bf16: 0.03
        case .int8: 0.1
        }
    }
}
