import Wire

/// The workers: what each may still take and when it would be done with it.
struct WorkerPool: Sendable {
    /// A request at a worker.
    struct Task: Sendable {
        let bytes: Int
        let started: ContinuousClock.Instant
        let expected: ContinuousClock.Instant
        /// What the worker's estimate was corrected by when this was expected.
        let correction: Double
    }

    /// One worker.
    struct Worker: Sendable {
        let identity: NodeIdentity
        var credit: Credit
        var estimate: ServiceTimeEstimate
        var tasks: [RequestID: Task] = [:]
        var bytes = 0
        /// When it will have done all that it has.
        var freeAt: ContinuousClock.Instant
        var isDraining = false
        var load = Load()
        /// What of the pool's throughput is its.
        fileprivate(set) var throughput = 0.0

        var mayTakeMore: Bool { !isDraining && tasks.count < credit.items && bytes < credit.bytes }
    }

    private struct Finish: Comparable, Sendable {
        let instant: ContinuousClock.Instant
        let order: Int
        static func < (left: Finish, right: Finish) -> Bool {
            (left.instant, left.order) < (right.instant, right.order)
        }
    }

    private(set) var workers = Table<Peer, Worker>()
    /// Idle workers by the time they need; each worker that may take more is here or in `busy`.
    private var idle = IndexedHeap<Duration, Peer>()
    /// Busy workers by when they would have done one more request.
    private var busy = IndexedHeap<Finish, Peer>()
    /// All workers that are not draining, by the time they need for one request.
    private var speeds = IndexedHeap<Duration, Peer>()
    private var order = 0
    /// Used again for each request.
    private var passedOver: [(key: Finish, element: Peer)] = []
    /// Requests a second of all workers that are not draining.
    private(set) var throughput = 0.0

    var count: Int { workers.count }
    /// Whether some worker takes requests, now or later.
    var isServing: Bool { !speeds.isEmpty }
    /// The shortest time in which any worker answers one request.
    var shortestTime: Duration? { speeds.first?.key }
    /// Share of the workers that have something to do.
    var utilization: Float {
        var active = 0
        for (_, worker) in workers.entries where !worker.tasks.isEmpty { active += 1 }
        return workers.isEmpty ? 0 : Float(active) / Float(workers.count)
    }

    mutating func add(_ peer: Peer, _ identity: NodeIdentity, _ offer: WorkerOffer, at now: ContinuousClock.Instant) {
        let worker = Worker(
            identity: identity, credit: offer.credit, estimate: ServiceTimeEstimate(offer.serviceTimes), freeAt: now)
        workers.set(peer, to: worker)
        arrange(peer)
    }

    /// Removes a worker and returns what it had.
    mutating func remove(_ peer: Peer) -> Worker? {
        let worker = workers.remove(peer)
        throughput -= worker?.throughput ?? 0
        arrange(peer)
        return worker
    }

    /// The worker expected to be done first with a request of that size, among those with credit for it, and when.
    ///
    /// Bytes are looked at for the eight best only, so that the cost stays bounded; where none of those has room, one of
    /// them will soon, as they are the ones about to finish.
    mutating func best(bytes: Int, at now: ContinuousClock.Instant) -> (peer: Peer, finish: ContinuousClock.Instant)? {
        // An idle worker always has room: its credit in bytes holds any request.
        var candidate = idle.first.map { (peer: $0.element, finish: now + $0.key) }
        passedOver.removeAll(keepingCapacity: true)
        while passedOver.count < 8, let next = busy.first {
            let finish = max(next.key.instant, now)
            if let candidate, candidate.finish <= finish { break }
            if let worker = workers[next.element], worker.bytes + bytes <= worker.credit.bytes {
                candidate = (next.element, finish)
                break
            }
            passedOver.append(next)
            busy.remove(next.element)
        }
        for entry in passedOver { busy.set(entry.element, to: entry.key) }
        return candidate
    }

    /// Books a request on a worker.
    mutating func start(_ id: RequestID, bytes: Int, on peer: Peer, at now: ContinuousClock.Instant) {
        update(peer) { worker in
            let expected = max(worker.freeAt, now) + worker.estimate.time(behind: worker.tasks.count)
            worker.tasks[id] = Task(
                bytes: bytes, started: now, expected: expected, correction: worker.estimate.correction)
            worker.bytes += bytes
            worker.freeAt = expected
        }
    }

    /// Takes a request off a worker; false when it did not have it. An answer teaches how long it takes, a failure
    /// does not.
    mutating func finish(_ id: RequestID, on peer: Peer, isAnswer: Bool, at now: ContinuousClock.Instant) -> Bool {
        guard let task = workers[peer]?.tasks[id] else { return false }
        update(peer) { worker in
            worker.tasks.removeValue(forKey: id)
            worker.bytes -= task.bytes
            if isAnswer {
                worker.estimate.learn(
                    seen: now - task.started, expected: task.expected - task.started, correctedBy: task.correction)
            }
            worker.freeAt = now + worker.estimate.time(behind: max(0, worker.tasks.count - 1)) * worker.tasks.count
        }
        return true
    }

    mutating func update(_ peer: Peer, _ change: (inout Worker) -> Void) {
        workers.change(peer, change)
        arrange(peer)
    }

    /// Corrects what was expected of workers that should be done and are not: they will take as long again.
    mutating func reviseOverdue(at now: ContinuousClock.Instant) {
        while let next = busy.first, next.key.instant < now {
            update(next.element) { worker in
                let oldest = worker.tasks.values.lazy.map(\.started).min() ?? now
                worker.freeAt = now + max(now - oldest, worker.estimate.time(batch: 1), .milliseconds(1))
            }
        }
    }

    /// Lets the corrections of idle workers fade; called at each heartbeat.
    mutating func decayEstimates() {
        for (peer, worker) in workers.entries where worker.tasks.isEmpty && worker.estimate.correction != 1 {
            update(peer) { $0.estimate.decay() }
        }
        // Sums of differences drift; begin afresh.
        throughput = workers.entries.reduce(0) { $0 + ($1.value.isDraining ? 0 : $1.value.estimate.throughput) }
    }

    /// Puts a worker in its places after it changed or went.
    private mutating func arrange(_ peer: Peer) {
        idle.remove(peer)
        busy.remove(peer)
        let share = workers.change(peer) { worker in
            let before = worker.throughput
            worker.throughput = worker.isDraining ? 0 : worker.estimate.throughput
            return worker.throughput - before
        }
        throughput += share ?? 0
        guard let worker = workers[peer], !worker.isDraining else {
            speeds.remove(peer)
            return
        }
        speeds.set(peer, to: worker.estimate.time(batch: 1))
        guard worker.mayTakeMore else { return }
        if worker.tasks.isEmpty {
            idle.set(peer, to: worker.estimate.time(batch: 1))
        } else {
            order += 1
            let finish = worker.freeAt + worker.estimate.time(behind: worker.tasks.count)
            busy.set(peer, to: Finish(instant: finish, order: order))
        }
    }
}
