import LFViT
import Synchronization
import Wire

/// A picture that was glanced at once, to be offered as many frames: the answer and, where it is hard, the payload, whose
/// bytes all of its requests share.
///
/// So one small machine can be the edges of hundreds of cameras. Made by `EdgeNode.glance`.
package final class GlancedPicture: Sendable {
    /// What is sent of a hard picture.
    struct Hard: ~Copyable, Sendable {
        let region: LFViT.Region?
        let sentRegion: Wire.Region
        let payload: EncodedPayload
    }

    /// What the glance said.
    let answer: LFViT.Answer
    private let hard: Mutex<Hard?>

    init(_ answer: LFViT.Answer, _ hard: consuming sending Hard?) {
        self.answer = answer
        isHard = hard != nil
        self.hard = Mutex(hard)
    }

    /// Whether the glance was not sure, so that workers are asked.
    package let isHard: Bool

    /// Makes a frame's request; nil where the glance's answer stands.
    func hardFrame(_ frame: AdmittedFrame, threshold: Double, deadline: ContinuousClock.Instant) -> HardFrame? {
        hard.withLock { hard in
            switch hard {
            case .none: nil
            case .some(let hard):
                HardFrame(
                    frame, glance: answer, region: hard.region, sentRegion: hard.sentRegion, threshold: threshold,
                    deadline: deadline, payload: hard.payload.shared()
                )
            }
        }
    }
}
