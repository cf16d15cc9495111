import Images
import LFViT
import Wire

// What each kind of end tells the sink.
extension Ledger {
    /// Localization was confident.
    func exited(_ frame: AdmittedFrame, _ answer: LFViT.Answer, _ times: GlanceTimes) {
        end(frame, .exited) { outcome in
            outcome.answer = FrameOutcome.Answer(answer)
            outcome.times = times
        }
    }

    /// A worker answered.
    func focused(_ hard: HardFrame, _ result: FocusResult) {
        end(hard.frame, .focused) { outcome in
            outcome.answer = FrameOutcome.Answer(result)
            outcome.region = hard.region
            outcome.worker = result.worker
            outcome.result = result
            outcome.glanced(hard)
        }
    }

    /// The frame is no picture that can be answered.
    func rejected(_ frame: AdmittedFrame, _ error: PictureError) {
        end(frame, .rejected(RejectionReason(error))) { $0.detail = error.description }
    }

    /// There is an answer before the last one: localization's, or a worker's.
    func tellPartial(of hard: HardFrame, _ result: FocusResult?) {
        tellPartial(of: hard.frame) { outcome in
            outcome.answer = result.map(FrameOutcome.Answer.init) ?? FrameOutcome.Answer(hard.glance)
            outcome.isProvisional = result == nil
            outcome.region = hard.region
            outcome.worker = result?.worker
        }
    }
}

extension FrameOutcome {
    /// Takes over what the glance learned of a hard frame.
    mutating func glanced(_ hard: HardFrame) {
        times = hard.times
        glanced = Answer(hard.glance)
        seen = hard.seen
    }
}

extension FrameOutcome.Answer {
    fileprivate init(_ result: FocusResult) {
        self.init(classIndex: result.answer.classIndex, confidence: result.answer.confidence)
    }
}
