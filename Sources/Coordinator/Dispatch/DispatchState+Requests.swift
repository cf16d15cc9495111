import Metrics
import Wire

// The life of a request: accepted or refused, dispatched, answered or failed.
extension DispatchState {
    mutating func accept(_ request: FocusRequest, from edge: Peer, at now: ContinuousClock.Instant) {
        guard let identity = members[edge]?.hello.identity else { return }
        guard request.id.edgeIncarnation == identity.incarnation else {
            return reject(.outOfBounds, "focus_request.id names another edge or another start of this one", to: edge)
        }
        counters.received += 1
        members.change(edge) { $0.latest = (request.threshold, request.payload) }
        let camera = CameraID(edge: identity.name, camera: request.camera)
        let bytes = request.byteCount
        let deadline = now + request.budget
        if let (code, reason) = objection(to: request, bytes: bytes, camera: camera, deadline: deadline, at: now) {
            return refuse(request.id, code, reason, to: edge)
        }
        guard makeRoom(bytes: bytes, camera: camera, at: now) else {
            return refuse(request.id, .overloaded, "\(queue.count) requests wait", to: edge)
        }
        requests.set(
            request.id,
            to: Request(header: request, edge: edge, camera: camera, bytes: bytes, arrived: now, deadline: deadline))
        members.change(edge) { _ = $0.requests.insert(request.id) }
        deadlines.set(request.id, to: deadline)
        queue.push(request.id, camera: camera, deadline: deadline, bytes: bytes)
        actions.append(.hold(request.id))
    }

    private func objection(
        to request: FocusRequest, bytes: Int, camera: CameraID,
        deadline: ContinuousClock.Instant, at now: ContinuousClock.Instant
    ) -> (FailureCode, String)? {
        if requests.contains(request.id) { return (.duplicateRequest, "request \(request.id) is under way") }
        if isDraining { return (.draining, "the coordinator stops") }
        if bytes > configuration.maximumPayloadBytes {
            return (.tooLarge, "\(bytes) bytes; at most \(configuration.maximumPayloadBytes)")
        }
        guard pool.isServing, let shortest = pool.shortestTime else { return (.noWorkers, "no worker is connected") }
        if now + shortest > deadline {
            return (.budgetTooShort, "the fastest worker takes \(shortest.microseconds) us")
        }
        let wait = expectedWait(of: camera)
        if now + wait + shortest > deadline {
            return (.overloaded, "the queue takes about \(wait.microseconds) us")
        }
        return nil
    }

    /// What a newcomer would wait: its camera's requests each take a turn, and in a turn every camera with work has one.
    private func expectedWait(of camera: CameraID) -> Duration {
        let turns = queue.count(of: camera)
        let cameras = queue.cameraCount + (turns == 0 ? 1 : 0)
        let ahead = min(queue.count, (turns + 1) * cameras - 1)
        guard ahead > 0, pool.throughput > 0 else { return .zero }
        return .seconds(Double(ahead) / pool.throughput)
    }

    /// Makes sure the queue has room, at the cost of a camera that has more waiting than this one if need be.
    private mutating func makeRoom(bytes: Int, camera: CameraID, at now: ContinuousClock.Instant) -> Bool {
        while queue.count >= configuration.queueItems || queue.bytes + bytes > configuration.queueBytes {
            guard let victim = queue.victim(for: camera) else { return false }
            end(victim, .overloaded, "other cameras have less waiting", at: now)
        }
        return true
    }

    private mutating func refuse(_ id: RequestID, _ code: FailureCode, _ reason: String, to edge: Peer) {
        counters.failed[code, default: 0] += 1
        actions.append(.send(.focusFailure(FocusFailure(id: id, code: code, reason: reason)), to: edge))
    }

    /// Gives waiting requests to workers while some worker has credit.
    mutating func dispatch(at now: ContinuousClock.Instant) {
        while let id = queue.first, let request = requests[id] {
            guard let shortest = pool.shortestTime else { return }
            if now + shortest > request.deadline {
                end(
                    id, now >= request.deadline ? .deadlinePassed : .budgetTooShort, "no worker is fast enough", at: now
                )
                continue
            }
            guard let best = pool.best(bytes: request.bytes, at: now) else { return }
            // A worker that would be late is passed over while a faster one, busy now, may still be in time.
            if best.finish > request.deadline { return }
            _ = queue.serveFirst()
            give(id, to: best.peer, at: now)
        }
    }

    private mutating func give(_ id: RequestID, to worker: Peer, at now: ContinuousClock.Instant) {
        guard var request = requests[id] else { return }
        let waited = now - request.arrived
        queueing.record(waited)
        queueDelay = queueDelay + (waited - queueDelay) / 16
        request.worker = worker
        request.attempts += 1
        request.header.attempt = request.attempts
        request.header.queued = waited
        request.header.budget = max(.microseconds(1), request.deadline - now)
        requests.set(id, to: request)
        counters.dispatches += 1
        if request.attempts > 1 { counters.redispatches += 1 }
        // It may still have an earlier attempt in work, whose answer serves as well.
        guard debts.remove(Debt(worker: worker, id: id)) == false else { return }
        pool.start(id, bytes: request.bytes, on: worker, at: now)
        actions.append(.dispatch(request.header, to: worker))
    }

    mutating func answered(_ result: FocusResult, by worker: Peer, at now: ContinuousClock.Instant) {
        guard settle(result.id, with: worker, isAnswer: true, at: now), let request = requests[result.id] else {
            counters.surplusAnswers += 1
            return
        }
        // The right answer, whichever attempt it belongs to.
        actions.append(.forward(to: request.edge))
        counters.answered += 1
        if request.worker == worker { requests.change(result.id) { $0.worker = nil } }
        withdraw(result.id, at: now)
    }

    mutating func failed(_ failure: FocusFailure, by worker: Peer, at now: ContinuousClock.Instant) {
        guard settle(failure.id, with: worker, isAnswer: false, at: now),
            requests[failure.id]?.worker == worker
        else { return }
        requests.change(failure.id) { $0.worker = nil }
        switch failure.code {
        case .deadlinePassed, .badPayload: end(failure.id, failure.code, failure.reason, at: now)
        default: requeue(failure.id, failure.code, failure.reason, at: now)
        }
    }

    /// Takes a request off the worker's account; false when the worker did not owe it.
    private mutating func settle(
        _ id: RequestID, with worker: Peer, isAnswer: Bool, at now: ContinuousClock.Instant
    ) -> Bool {
        debts.remove(Debt(worker: worker, id: id))
        return pool.finish(id, on: worker, isAnswer: isAnswer, at: now)
    }

    /// Puts a request that lost its worker back into the queue, or ends it when it has had its chances.
    mutating func requeue(_ id: RequestID, _ code: FailureCode, _ reason: String, at now: ContinuousClock.Instant) {
        guard let request = requests[id] else { return }
        requests.change(id) { $0.worker = nil }
        if request.attempts >= configuration.maximumAttempts || request.deadline <= now {
            return end(id, request.deadline <= now ? .deadlinePassed : code, reason, at: now)
        }
        queue.push(id, camera: request.camera, deadline: request.deadline, bytes: request.bytes)
    }

    mutating func cancel(_ id: RequestID, from edge: Peer, at now: ContinuousClock.Instant) {
        guard requests[id]?.edge == edge else { return }  // Its answer is on the way.
        counters.cancelled += 1
        withdraw(id, at: now)
    }

    /// Ends a live request without an answer and tells its edge why.
    mutating func end(_ id: RequestID, _ code: FailureCode, _ reason: String, at now: ContinuousClock.Instant) {
        guard let request = requests[id] else { return }
        refuse(id, code, reason, to: request.edge)
        withdraw(id, at: now)
    }

    /// Takes a request out of everything, after it was counted; a worker that has it is told, and still owes its credit.
    mutating func withdraw(_ id: RequestID, at now: ContinuousClock.Instant) {
        guard let request = requests.remove(id) else { return }
        members.change(request.edge) { _ = $0.requests.remove(id) }
        deadlines.remove(id)
        queue.remove(id)
        actions.append(.release(id))
        guard let worker = request.worker, members.contains(worker) else { return }
        debts.set(Debt(worker: worker, id: id), to: max(now, request.deadline) + configuration.debtLimit)
        actions.append(.send(.cancel(id), to: worker))
    }
}
