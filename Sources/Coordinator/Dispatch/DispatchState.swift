package import Metrics
package import Wire

/// Every decision of a coordinator: who is served, which request goes to which worker and when, what is refused and why.
///
/// A plain value without sockets or clocks: events and the time go in, actions come out. `CoordinatorService` owns one
/// on its socket thread. Each event costs O(log n) in the numbers of requests, cameras and workers.
package struct DispatchState: Sendable {
    /// A request that has no final answer yet.
    struct Request: Sendable {
        var header: FocusRequest
        let edge: Peer
        let camera: CameraID
        let bytes: Int
        let arrived: ContinuousClock.Instant
        let deadline: ContinuousClock.Instant
        /// Where it is being worked on; nil while it waits.
        var worker: Peer?
        var attempts = 0
    }

    /// An edge or worker that was welcomed.
    struct Member: Sendable {
        let hello: Hello
        var lastHeard: ContinuousClock.Instant
        var heartbeatsSent: UInt64 = 0
        var lastSequence: UInt64 = 0
        /// Frames that an edge looked at, as it told last.
        var frames: Int?
        /// What an edge's latest request said of its settings.
        var latest: (threshold: Float, payload: PayloadKind)?
        /// An edge's live requests.
        var requests: Set<RequestID> = []
    }

    /// A worker's answer that is overdue: the request ended, its credit has not come back.
    struct Debt: Hashable, Sendable {
        let worker: Peer
        let id: RequestID
    }

    /// The terms.
    package let configuration: DispatchConfiguration
    /// What became of everything received.
    package internal(set) var counters = DispatchCounters()
    /// Whether the coordinator was asked to stop.
    package internal(set) var isDraining = false
    /// What requests waited before they were given to a worker.
    package internal(set) var queueing = Histogram.seconds
    /// What requests waited lately before they were given to a worker.
    package internal(set) var queueDelay = Duration.zero
    /// The gear of the edges; nil where they keep to their own settings.
    package internal(set) var gear: FleetGear?

    /// Frames that edges looked at since they were welcomed; nil where none tells.
    var frames: Int?
    var members = Table<Peer, Member>()
    var names: [String: Peer] = [:]
    var requests = Table<RequestID, Request>()
    var queue = FairQueue()
    var pool = WorkerPool()
    var deadlines = IndexedHeap<ContinuousClock.Instant, RequestID>()
    var debts = IndexedHeap<ContinuousClock.Instant, Debt>()
    var silences = IndexedHeap<ContinuousClock.Instant, Peer>()
    var nextHeartbeat: ContinuousClock.Instant?
    var fleetFingerprint: Fingerprint?
    var actions: [DispatchAction] = []

    /// Makes the state of a coordinator that nobody is connected to.
    package init(configuration: DispatchConfiguration) {
        self.configuration = configuration
        gear = configuration.gear
        fleetFingerprint = configuration.fingerprint
    }

    /// Whether the coordinator was asked to stop and owes nobody anything.
    package var isDone: Bool { isDraining && requests.isEmpty }
    /// Welcomed workers.
    package var workerCount: Int { pool.count }
    /// Welcomed edges.
    package var edgeCount: Int { members.count - pool.count }
    /// How busy the coordinator and its workers are.
    package var load: Load {
        Load(
            queueDelay: queueDelay, utilization: pool.utilization, queued: queue.count,
            inFlight: requests.count - queue.count)
    }

    /// Takes an event at a time that never goes back, and says what to do.
    package mutating func handle(_ event: DispatchEvent, at now: ContinuousClock.Instant) -> [DispatchAction] {
        var actions: [DispatchAction] = []
        handle(event, at: now, into: &actions)
        return actions
    }

    /// The same with an array that is used again and again: what it held goes.
    package mutating func handle(
        _ event: DispatchEvent, at now: ContinuousClock.Instant, into result: inout [DispatchAction]
    ) {
        swap(&actions, &result)
        actions.removeAll(keepingCapacity: true)
        switch event {
        case .message(let header, let peer): receive(header, from: peer, at: now)
        case .unusable(let rejection, let peer): reject(rejection.code, rejection.reason, to: peer)
        case .lost(let peer): lose(peer, at: now)
        case .stop: stop()
        case .tick: tick(at: now)
        }
        dispatch(at: now)
        counters.queued = queue.count
        counters.dispatched = requests.count - queue.count
        swap(&actions, &result)
    }

    private mutating func receive(_ header: Header, from peer: Peer, at now: ContinuousClock.Instant) {
        if case .hello(let hello) = header { return welcome(hello, from: peer, at: now) }
        if case .rejection = header { return }  // Answering would make two nodes argue for ever.
        guard members.contains(peer) else {
            return reject(.helloFirst, "this connection is not known: say hello", to: peer)
        }
        members.change(peer) { $0.lastHeard = now }
        switch (header, peer.role) {
        case (.heartbeat(let heartbeat), _): heard(heartbeat, from: peer)
        case (.goodbye, _): leave(peer, at: now)
        case (.focusRequest(let request), .edge): accept(request, from: peer, at: now)
        case (.cancel(let id), .edge): cancel(id, from: peer, at: now)
        case (.focusResult(let result), .worker): answered(result, by: peer, at: now)
        case (.focusFailure(let failure), .worker): failed(failure, by: peer, at: now)
        case (.credit(let credit), .worker): change(credit, of: peer)
        case (.drain, .worker): pool.update(peer) { $0.isDraining = true }
        default: reject(.unexpected, "a \(peer.role) does not send this message here", to: peer)
        }
    }

    mutating func reject(_ code: RejectionCode, _ reason: String, to peer: Peer) {
        counters.rejections[code, default: 0] += 1
        actions.append(.send(.rejection(Rejection(code: code, reason: reason)), to: peer))
    }

    private mutating func stop() {
        guard !isDraining else { return }
        isDraining = true
        for (peer, _) in members.entries { actions.append(.send(.drain("the coordinator stops"), to: peer)) }
    }

    private mutating func tick(at now: ContinuousClock.Instant) {
        while let next = silences.first, next.key <= now { checkSilence(of: next.element, at: now) }
        while let next = deadlines.first, next.key <= now {
            end(next.element, .deadlinePassed, "the budget ran out", at: now)
        }
        while let next = debts.first, next.key <= now {
            reject(
                .helloFirst, "request \(next.element.id) was never answered: say hello again", to: next.element.worker)
            lose(next.element.worker, at: now)
        }
        pool.reviseOverdue(at: now)
        shiftGear(at: now)
        guard now >= nextHeartbeat ?? now else { return }
        nextHeartbeat = now + configuration.heartbeat
        sendHeartbeats()
        pool.decayEstimates()
        queue.forgetAbsentCameras()
        if queue.count == 0 { queueDelay = queueDelay / 2 }
    }

    /// Lets the gear follow the load, and tells the edges.
    private mutating func shiftGear(at now: ContinuousClock.Instant) {
        guard pool.isServing else { return }
        var load = load
        // What waits now tells earlier than what was served lately.
        if pool.throughput > 0 {
            load.queueDelay = min(
                max(load.queueDelay, .seconds(Double(queue.count) / pool.throughput)), Bounds.time.upperBound)
        }
        let isChanged = gear?.observe(
            load, counters: counters, frames: frames, capacity: pool.throughput, at: now)
        guard isChanged == true, let gear else { return }
        for (peer, _) in members.entries where peer.role == .edge {
            actions.append(.send(.gear(gear.message), to: peer))
        }
    }
}
