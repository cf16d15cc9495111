import LFViT
import Synchronization
import Wire

/// A picture that was glanced at once, to be offered as many frames: the answer and, where it is hard, the payload, whose
/// bytes all of its requests share. Whether a frame of it exits is decided when it is offered, by the gear of that moment.
///
/// So one small machine can be the edges of hundreds of cameras. Made by `EdgeNode.glance`.
package final class GlancedPicture: Sendable {
    /// What is sent of a hard picture, for one side of the region.
    struct Hard: ~Copyable, Sendable {
        let region: LFViT.Region?
        let sentRegion: Wire.Region
        let payload: EncodedPayload
    }

    /// What the glance said.
    let answer: LFViT.Answer
    private let first: Side?
    private let others: [Side]

    /// One side of the region and what is sent for it.
    final class Side: Sendable {
        let side: Int
        let hard: Mutex<Hard>

        init(_ side: Int, _ hard: consuming sending Hard) {
            self.side = side
            self.hard = Mutex(hard)
        }
    }

    /// Keeps an answer and what is sent for some sides of the region; for none where the picture is never sent.
    init(_ answer: LFViT.Answer, _ sides: [Side]) {
        self.answer = answer
        first = sides.first
        others = Array(sides.dropFirst())
    }

    /// Whether anything was kept to be sent to workers.
    package var isHard: Bool { first != nil }

    /// Makes a frame's request; nil where the glance's answer stands at this point.
    func hardFrame(_ frame: AdmittedFrame, _ point: WorkingPoint, deadline: ContinuousClock.Instant) -> HardFrame? {
        guard let first, !point.exitPolicy.exits(confidence: answer.best.confidence) else { return nil }
        // A side that was not foreseen is answered at the first one; requests tell which it was.
        let side = others.first { $0.side == point.regionSide } ?? first
        return side.hard.withLock { hard in
            HardFrame(
                frame, glance: answer, region: hard.region, sentRegion: hard.sentRegion, point: point,
                deadline: deadline, payload: hard.payload.shared()
            )
        }
    }
}
