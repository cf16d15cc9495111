import Links
import Wire
import ZeroMQ

/// The thread that owns a worker's sockets and decisions: receive, decide, do; around once for every wake-up.
final class WorkerLoop {
    private let settings: WorkerSettings
    private let crew: ComputeCrew
    private let connections: [CoordinatorConnection]
    private var mailbox: Mailbox<WorkerNode.Event>.Reader
    private var desk: WorkerDesk
    private var pending: [Int: PendingRequest] = [:]
    private var tickets = 0
    private var goodbyeSaid = false
    private let clock = ContinuousClock()
    private let start: ContinuousClock.Instant

    init(
        _ settings: WorkerSettings, context: Context, crew: ComputeCrew, mailbox: Mailbox<WorkerNode.Event>
    ) throws(ZeroMQError) {
        self.settings = settings
        self.crew = crew
        self.mailbox = try mailbox.reader()
        desk = WorkerDesk(serviceTimes: crew.serviceTimes, threads: settings.threads)
        start = clock.now
        let hello = settings.hello(serviceTimes: crew.serviceTimes)
        connections = settings.coordinators.enumerated().map { index, endpoint in
            CoordinatorConnection(
                endpoint: endpoint, link: CoordinatorLink(hello, seed: hello.identity.incarnation &+ UInt64(index)),
                context: context,
                keys: settings.keys.map { (own: $0.own, coordinator: $0.coordinators[index]) }
            )
        }
    }

    /// Runs until the worker has drained; reports the account after every round.
    func run(report: (WorkerDesk.Account) -> Void) throws(ZeroMQError) {
        while !goodbyeSaid {
            try wait()
            for index in connections.indices { try readAll(from: index) }
            while let event = try mailbox.next() { try take(event) }
            for (index, connection) in connections.enumerated() {
                let load = desk.load(threads: settings.threads)
                try perform(connection.tick(at: now, load: load), from: index)
            }
            if desk.isDraining, desk.isEmpty { try leave() }
            report(desk.account)
        }
    }

    private var now: Duration { clock.now - start }

    private func wait() throws(ZeroMQError) {
        var poller = Poller()
        _ = poller.watch(mailbox.socket)
        for connection in connections { connection.watch(with: &poller) }
        let next = connections.map(\.link.nextTick).min() ?? .seconds(1)
        try poller.wait(min(max(.zero, next - now), .seconds(1)))
    }

    private func readAll(from index: Int) throws(ZeroMQError) {
        while var message = try connections[index].receive() {
            // What cannot be read concerns nobody: the coordinator's own deadline answers for it.
            guard let header = try? Header.decode(message[0]) else { continue }
            try perform(connections[index].received(header, at: now), from: index)
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

    private func take(_ event: WorkerNode.Event) throws(ZeroMQError) {
        switch event {
        case .finished(let finished):
            let outcomes = zip(finished.batch.tickets, finished.answers).map { ticket, answer in
                if case .failed(let code, _) = answer { return (ticket: ticket, failure: FailureCode?.some(code)) }
                return (ticket: ticket, failure: nil)
            }
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
        case .drain:
            guard !desk.isDraining else { return }
            desk.drain()
            for index in connections.indices where connections[index].link.welcome != nil {
                try reply(.drain("asked to stop"), to: index)
            }
        }
    }

    private func perform(_ actions: [WorkerDesk.Action]) throws(ZeroMQError) {
        for action in actions {
            switch action {
            case .run(let tickets):
                crew.run(ComputeCrew.Batch(tickets: tickets, requests: tickets.compactMap { pending[$0] }, formed: now))
            case .refuse(let ticket, let code):
                guard let request = pending.removeValue(forKey: ticket) else { continue }
                try reply(.focusFailure(FocusFailure(id: request.request.id, code: code)), to: request.coordinator)
            case .drop(let ticket):
                pending[ticket] = nil
            }
        }
    }

    private func perform(_ actions: [CoordinatorLink.Action], from index: Int) throws(ZeroMQError) {
        for case .lost in actions { try perform(desk.lost(index)) }
        // A worker that drains while a coordinator welcomes it tells so again.
        if desk.isDraining { for case .serving in actions { try reply(.drain("asked to stop"), to: index) } }
    }

    private func reply(_ header: Header, to index: Int) throws(ZeroMQError) {
        guard connections[index].link.welcome != nil else { return }
        try connections[index].reply(header)
    }

    private func leave() throws(ZeroMQError) {
        for index in connections.indices { try reply(.goodbye("drained"), to: index) }
        goodbyeSaid = true
    }
}
