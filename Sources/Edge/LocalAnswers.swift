import LFViT
import Threads

/// Answers hard frames at the edge, by its fallback policy.
struct LocalAnswers: Sendable {
    let ledger: Ledger
    let threads: ComputePool<Glance>
    let settings: EdgeSettings

    /// Answers the frame that this compute thread has just glanced at.
    func answer(
        _ frame: AdmittedFrame, _ glanced: Answer, _ reason: FallbackReason, detail: String? = nil, with glance: Glance
    ) {
        let close = glance.lookClosely(number: frame.offered.number)
        ledger.end(frame, .fallback(reason)) { outcome in
            outcome.answer = FrameOutcome.Answer(close?.answer ?? glanced)
            outcome.isProvisional = close == nil
            outcome.region = close?.region
            outcome.detail = detail
            outcome.times = glance.times
            outcome.glanced = FrameOutcome.Answer(glanced)
            outcome.seen = glance.sight(isSelected: close != nil)
        }
    }

    /// Answers a frame that waited for a worker in vain: with localization's answer at once or, where time is left for a
    /// close look here, on a compute thread. Called on the forwarder's thread.
    func answer(_ hard: HardFrame, _ reason: FallbackReason) {
        let end = hard.frame.offered.scheduled + settings.budget
        // Of a picture that was glanced at before, nothing is kept to look at closely.
        if case .glanced = hard.frame.offered.picture { return giveGlance(hard, reason) }
        guard settings.fallback != .localization, ContinuousClock.now < end else { return giveGlance(hard, reason) }
        let isTaken = threads.give { glance in
            // Its buffers have held other frames since, so it is glanced at again.
            let offered = hard.frame.offered
            guard ContinuousClock.now < end,
                let glanced = try? glance.look(at: offered.picture, scheduled: offered.scheduled)
            else { return giveGlance(hard, reason) }
            answer(hard.frame, glanced, reason, with: glance)
        }
        if !isTaken { giveGlance(hard, reason) }
    }

    private func giveGlance(_ hard: HardFrame, _ reason: FallbackReason) {
        ledger.end(hard.frame, .fallback(reason)) { outcome in
            outcome.answer = FrameOutcome.Answer(hard.glance)
            outcome.isProvisional = true
            outcome.region = hard.region
            outcome.glanced(hard)
        }
    }
}
