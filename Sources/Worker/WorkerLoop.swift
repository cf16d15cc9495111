import Links
import Threads
import Traces
import Wire
import ZeroMQ

/// A worker's sockets and decisions: receive, decide, do; one turn for every wake-up of the thread that owns it.
final class WorkerLoop {
    private let settings: WorkerSettings
    private let run: (ComputeCrew.Batch) -> Void
    private let serviceTimes: [ServiceTime]
    private let connections: [CoordinatorConnection]
    /// Which coordinators have welcomed the worker, as far as it has acted on that.
    private var serving: [Bool]
    /// Replies that a socket could not take at once; a coordinator that reads slowly stops nobody else.
    private var outboxes: [[Header]]
    private var desk: WorkerDesk
    private var pending: [Int: PendingRequest] = [:]
    private var tickets = 0
    /// How much work the cores know of.
    private var told = 0
    /// Whether the worker has drained and said goodbye.
    private(set) var isFinished = false
    /// What is kept of batches for whoever watches.
    private var notes = WorkerReport()
    private let clock = ContinuousClock()
    private let start: ContinuousClock.Instant

    /// - Parameter run: has a batch answered and brings it back to `finished(_:)`; called only while fewer batches than
    ///   threads are in work.
    init(
        _ settings: WorkerSettings, context: Context, serviceTimes: [ServiceTime],
        run: @escaping (ComputeCrew.Batch) -> Void
    ) throws(ZeroMQError) {
        self.settings = settings
        self.run = run
        self.serviceTimes = serviceTimes
        desk = WorkerDesk(serviceTimes: serviceTimes, threads: settings.threads)
        let start = clock.now
        let hello = settings.hello(serviceTimes: serviceTimes)
        let connections = settings.coordinators.enumerated().map { index, endpoint in
            CoordinatorConnection(
                endpoint: endpoint, hello: hello, context: context, times: settings.times,
                maximumFrameBytes: Bounds.frameBytes.upperBound,
                keys: settings.keys.map { (own: $0.own, coordinator: $0.coordinators[index]) },
                seed: hello.identity.incarnation &+ UInt64(index), now: start
            )
        }
        self.start = start
        self.connections = connections
        serving = connections.map { _ in false }
        outboxes = connections.map { _ in [] }
        for connection in connections { try connection.start(at: start) }
    }

    /// What has become of all requests so far.
    var account: WorkerDesk.Account { desk.account }

    /// The worker at this moment.
    var report: WorkerReport {
        var report = notes
        report.account = desk.account
        report.isDraining = desk.isDraining
        report.coordinators = connections.map { .init(endpoint: $0.endpoint, standing: $0.link.standing) }
        return report
    }

    /// When the connections want a turn at the latest.
    var nextTurn: ContinuousClock.Instant? { connections.compactMap(\.link.nextEvent).min() }

    /// Whether there are other sockets to watch than a poller that was told knows of.
    var isChanged: Bool { connections.contains(where: \.isChanged) }

    /// Adds the sockets to a poller.
    func watch(in poller: inout Poller) {
        for connection in connections { connection.watch(in: &poller) }
    }

    /// Deals with all that has arrived and with the time that has passed.
    func turn() throws(ZeroMQError) {
        for index in connections.indices { try readAll(from: index) }
        for index in connections.indices {
            let time = clock.now
            try connections[index].watchConnection(at: time)
            try connections[index].advance(to: time, load: desk.load(threads: settings.threads))
            try follow(index)
            try flush(index)
        }
        if desk.isDraining, desk.isEmpty { try leave() }
    }

    private var now: Duration { clock.now - start }

    private func readAll(from index: Int) throws(ZeroMQError) {
        while var message = try connections[index].nextMessage() {
            // What cannot be read concerns nobody: the coordinator's own deadline answers for it.
            guard let header = try? Header.decode(message[0]) else {
                connections[index].unusableCount += 1
                continue
            }
            try connections[index].receive(header, at: clock.now)
            try follow(index)
            switch header {
            case .focusRequest(let request):
                guard (try? request.checkPayload(of: message)) != nil else {
                    let reason = "the payload frames are not those that the header describes"
                    try reply(.focusFailure(FocusFailure(id: request.id, code: .badPayload, reason: reason)), to: index)
                    continue
                }
                _ = message.takeFirst()
                try take(PendingRequest(request, payload: message, coordinator: index, arrived: now))
            case .cancel(let id):
                try perform(desk.cancelled(id, by: index))
            default:
                break
            }
        }
    }

    private func take(_ request: PendingRequest) throws(ZeroMQError) {
        tickets += 1
        pending[tickets] = request
        let entry = BatchAssembler.Entry(ticket: tickets, keptCount: request.keptCount, deadline: request.deadline)
        try perform(desk.arrived(entry, id: request.request.id, from: request.coordinator, at: now))
    }

    /// A batch that was to be run is answered: replies go out, and the next batch is run.
    func finished(_ finished: ComputeCrew.Finished) throws(ZeroMQError) {
        let outcomes = zip(finished.batch.tickets, finished.answers).map { ticket, answer in
            if case .failed(let code, _) = answer { return (ticket: ticket, failure: FailureCode?.some(code)) }
            return (ticket: ticket, failure: nil)
        }
        notes.ended(finished.batch.tickets, at: clock.now)
        trace(finished)
        let actions = desk.finished(outcomes, at: now)
        let dropped = Set(actions.compactMap { if case .drop(let ticket) = $0 { ticket } else { nil } })
        for (index, ticket) in finished.batch.tickets.enumerated() {
            guard let request = pending.removeValue(forKey: ticket), !dropped.contains(ticket) else { continue }
            let header = settings.reply(
                to: request, finished.answers[index], formed: finished.batch.formed,
                size: finished.batch.tickets.count
            )
            try reply(header, to: request.coordinator)
        }
        try perform(actions)
    }

    /// Takes no more requests and finishes those that are there.
    func drain() throws(ZeroMQError) {
        guard !desk.isDraining else { return }
        desk.drain()
        for index in connections.indices { try reply(.drain("asked to stop"), to: index) }
    }

    deinit { settings.cores?.change(by: -told) }

    /// Divides the cores anew, before batches are run.
    private func divideCores() {
        guard let cores = settings.cores, desk.demand != told else { return }
        cores.change(by: desk.demand - told)
        told = desk.demand
    }

    private func perform(_ actions: [WorkerDesk.Action]) throws(ZeroMQError) {
        divideCores()
        for action in actions {
            switch action {
            case .run(let tickets):
                notes.began(tickets, measured: serviceTimes, at: clock.now)
                run(ComputeCrew.Batch(tickets: tickets, requests: tickets.compactMap { pending[$0] }, formed: now))
            case .refuse(let ticket, let code):
                guard let request = pending.removeValue(forKey: ticket) else { continue }
                try reply(.focusFailure(FocusFailure(id: request.request.id, code: code)), to: request.coordinator)
            case .drop(let ticket):
                pending[ticket] = nil
            }
        }
    }

    /// One span a request for the wait until its batch was formed, and one for the batch's work.
    private func trace(_ finished: ComputeCrew.Finished) {
        guard let trace = settings.trace else { return }
        let formed = start + finished.batch.formed
        for pending in finished.batch.requests {
            let (request, id) = (pending.request, "\(pending.request.id)")
            let arrived = start + pending.arrived
            trace(
                Span(
                    "batching", request: id, camera: request.camera, frame: request.frame, start: arrived,
                    duration: formed - arrived))
            trace(
                Span(
                    "focus", request: id, camera: request.camera, frame: request.frame, start: formed,
                    duration: clock.now - formed))
        }
    }

    /// Acts on what has become of a connection: a lost coordinator gives its requests to other workers, and one that
    /// welcomes a draining worker is told so again.
    private func follow(_ index: Int) throws(ZeroMQError) {
        let serves = connections[index].link.standing.keepsRequests
        guard serves != serving[index] else { return }
        serving[index] = serves
        if serves {
            if desk.isDraining { try reply(.drain("asked to stop"), to: index) }
        } else {
            outboxes[index] = []
            try perform(desk.lost(index))
        }
    }

    private func reply(_ header: Header, to index: Int) throws(ZeroMQError) {
        guard serving[index] else { return }
        outboxes[index].append(header)
        try flush(index)
    }

    private func flush(_ index: Int) throws(ZeroMQError) {
        while let header = outboxes[index].first, try connections[index].send(header.message()) {
            outboxes[index].removeFirst()
        }
    }

    private func leave() throws(ZeroMQError) {
        for connection in connections { try connection.leave("drained") }
        isFinished = true
    }
}
