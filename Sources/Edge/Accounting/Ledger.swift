import Synchronization

/// The edge's books and its only way to the sink: what is told and what is counted cannot differ.
///
/// Used from every thread. The sink is called on the thread that brings the outcome, before the frame counts as ended for
/// those who wait.
final class Ledger: Sendable {
    private struct Waiter {
        let limit: Int
        let continuation: CheckedContinuation<Void, Never>
    }

    private struct State {
        var account = FrameAccount()
        /// Frames that ended in the books and of which the sink is being told.
        var telling = 0
        var waiters: [Waiter] = []

        var unfinished: Int { account.inFlight + telling }
    }

    private let state = Mutex(State())
    private let sink: @Sendable (FrameOutcome) -> Void

    init(sink: @escaping @Sendable (FrameOutcome) -> Void) {
        self.sink = sink
    }

    /// A snapshot of the books.
    var account: FrameAccount { state.withLock { $0.account } }

    /// Enters a frame.
    func admit(_ frame: OfferedFrame) -> AdmittedFrame {
        AdmittedFrame(ticket: state.withLock { $0.account.offer(frame.camera) }, offered: frame)
    }

    /// Notes a frame that is not offered.
    func skip(_ camera: Camera, _ reason: SkipReason) {
        state.withLock { $0.account.skip(camera, reason) }
    }

    /// Tells the sink a provisional answer.
    func tellPartial(of frame: AdmittedFrame, _ fill: (inout FrameOutcome) -> Void) {
        var outcome = FrameOutcome(frame.offered, nil)
        outcome.gear = frame.gear
        fill(&outcome)
        sink(outcome)
    }

    /// Ends a frame and tells the sink; without effect, but counted, when it had ended.
    func end(_ frame: AdmittedFrame, _ outcome: Outcome, _ fill: (inout FrameOutcome) -> Void = { _ in }) {
        let isFirst = state.withLock { state in
            let isFirst = state.account.end(frame.ticket, outcome)
            state.telling += isFirst ? 1 : 0
            return isFirst
        }
        guard isFirst else { return }
        var final = FrameOutcome(frame.offered, outcome)
        final.gear = frame.gear
        fill(&final)
        sink(final)
        let ready = state.withLock { state in
            state.telling -= 1
            let unfinished = state.unfinished
            let ready = state.waiters.filter { unfinished < $0.limit }
            state.waiters.removeAll { unfinished < $0.limit }
            return ready
        }
        for waiter in ready { waiter.continuation.resume() }
    }

    /// Waits until fewer than `limit` frames are unfinished.
    func wait(untilFewerThan limit: Int) async {
        await withCheckedContinuation { continuation in
            let isReady = state.withLock { state in
                if state.unfinished < limit { return true }
                state.waiters.append(Waiter(limit: limit, continuation: continuation))
                return false
            }
            if isReady { continuation.resume() }
        }
    }
}
