package import Edge
import Synchronization

/// Measures one run: the edge's sink, and the eyes on its account.
///
/// Made before the edge, whose threads tell it outcomes, and read by anybody at any time.
package final class ReplayMeter: Sendable {
    private struct State {
        var books: ReplayBooks
        var conservation = ConservationCheck()
        var schedule: ScheduleCheck
        var start: ContinuousClock.Instant?
        var account = FrameAccount()
        var sentBytes = 0
        var memory = MemoryBook()
        var events: [ReplayReport.Event] = []
        var failedEvents: [String] = []
    }

    private let plan: ReplayPlan
    private let cameras: [Camera: Int]
    private let log: FrameLog?
    private let state: Mutex<State>

    /// Makes a meter.
    ///
    /// - Parameters:
    ///   - objective: how late an answer counts as good.
    ///   - lateness: how late the generator may hand over a hundredth of the frames.
    ///   - log: where to write every frame's outcome, if anywhere.
    package init(
        _ plan: ReplayPlan, objective: Duration, lateness: Duration = .milliseconds(10), log: FrameLog? = nil
    ) {
        self.plan = plan
        self.log = log
        cameras = Dictionary(plan.streams.enumerated().map { ($0.element.camera, $0.offset) }) { first, _ in first }
        state = Mutex(
            State(books: ReplayBooks(objective: objective), schedule: ScheduleCheck(bound: lateness))
        )
    }

    /// What was measured so far.
    package var books: ReplayBooks { state.withLock { $0.books } }

    /// How far the generator is behind.
    package var schedule: ScheduleCheck { state.withLock { $0.schedule } }

    /// Whether all accounts added up.
    package var conservation: ConservationCheck { state.withLock { $0.conservation } }

    /// The account that was seen last.
    package var account: FrameAccount { state.withLock { $0.account } }

    /// What memory the processes had.
    package var memory: MemoryBook { state.withLock { $0.memory } }

    /// Bytes that were sent to coordinators.
    package var sentBytes: Int { state.withLock { $0.sentBytes } }

    /// What was done to the cluster.
    package var events: [ReplayReport.Event] { state.withLock { $0.events } }

    /// What could not be done to it, and why.
    package var failedEvents: [String] { state.withLock { $0.failedEvents } }

    /// The edge's sink.
    package func tell(_ outcome: FrameOutcome) {
        guard outcome.isFinal else { return }
        let label = cameras[outcome.camera].flatMap { camera in
            plan.pictures[plan.picture(camera: camera, number: Int(outcome.frame))].label
        }
        let due = state.withLock { state in
            let due = outcome.scheduled - (state.start ?? outcome.scheduled)
            state.books.ended(outcome, label: label, at: due + outcome.elapsed)
            return due
        }
        log?.write(outcome, label: label, due: due)
    }

    /// Times count from now on.
    func begin(at start: ContinuousClock.Instant) {
        state.withLock { $0.start = start }
    }

    /// A frame was due.
    func offered(at time: Duration) {
        state.withLock { $0.books.offered(at: time) }
    }

    /// A frame was handed over this long after it was due.
    func handedOver(late time: Duration) {
        state.withLock { $0.schedule.handedOver(late: time) }
    }

    /// Frames that were handed over together are all answered.
    func endedQuery(after time: Duration) {
        state.withLock { $0.books.endedQuery(after: time) }
    }

    /// Something was done to the cluster, or could not be.
    func performed(_ event: ClusterEvent, _ result: Result<String, any Error>, at now: ContinuousClock.Instant) {
        state.withLock { state in
            switch result {
            case .success(let target):
                let seconds = (now - (state.start ?? now)) / .seconds(1)
                state.events.append(ReplayReport.Event(seconds: seconds, kind: event.action.kind, target: target))
            case .failure(let error): state.failedEvents.append("event \(event.action.kind): \(error)")
            }
        }
    }

    /// Whether somebody should look at the processes' memory.
    func memoryIsDue(at now: ContinuousClock.Instant) -> Bool {
        state.withLock { $0.memory.isDue(at: now - ($0.start ?? now)) }
    }

    /// The processes were looked at.
    func sampled(memory bytes: [String: Int], at now: ContinuousClock.Instant) {
        state.withLock { $0.memory.sampled(bytes, at: now - ($0.start ?? now)) }
    }

    /// Looks at the edge.
    func sample(_ edge: EdgeNode, at now: ContinuousClock.Instant) {
        look(at: edge, now) { $0.conservation.sample($1) }
    }

    /// Looks at the edge a last time, when it has stopped.
    func close(_ edge: EdgeNode, at now: ContinuousClock.Instant) {
        look(at: edge, now) { $0.conservation.close($1, told: $0.books.ended) }
    }

    private func look(
        at edge: EdgeNode, _ now: ContinuousClock.Instant, _ check: (inout State, FrameAccount) -> Void
    ) {
        let account = edge.account
        let forwarding = edge.forwarding
        state.withLock { state in
            state.account = account
            state.sentBytes = forwarding?.sentBytes ?? 0
            state.books.sampled(
                inFlight: account.inFlight, awaiting: forwarding?.inFlight ?? 0, bytes: state.sentBytes,
                at: now - (state.start ?? now)
            )
            state.books.sampled(gear: forwarding?.gearNumber, at: now - (state.start ?? now))
            check(&state, account)
        }
    }
}
