import Threads
import Traces
import Wire
import ZeroMQ

/// The coordinator's thread: carries messages between the sockets and `DispatchState`, and decides nothing.
struct CoordinatorLoop: ~Copyable {
    /// Where the sockets listen.
    let endpoints: (edges: String, workers: String)

    private var edges: Socket
    private var workers: Socket
    private var edgeMonitor: Monitor
    private var workerMonitor: Monitor
    private var commands: Mailbox<CoordinatorCommand>.Reader

    private var state: DispatchState
    private let trace: (@Sendable (Span) -> Void)?
    private var traffic = CoordinatorTraffic()
    private var held: [RequestID: HeldRequest] = [:]
    /// Those of requests that ended, to be used again.
    private var spare: [HeldRequest] = []

    // What one message after the other is read into and written to, so that none takes memory of its own.
    private var codec = HeaderCodec()
    /// The message at hand: its sender's address, its header, its payload.
    private var incoming = Message()
    private var outgoing = Message()
    private var events: [DispatchEvent] = []
    private var actions: [DispatchAction] = []

    /// Which peer came through which connection, to know whom a monitor's event is about.
    private var connections: [Connection: Peer] = [:]
    private var stopLimit: ContinuousClock.Instant?
    private let clock = ContinuousClock()

    private struct Connection: Hashable {
        let role: Role
        let descriptor: Int32
    }

    /// At least this often time passes for the decisions.
    private static let tick = Duration.milliseconds(20)
    /// Messages read from one socket before the other is looked at again.
    private static let burst = 128

    init(
        _ settings: CoordinatorSettings, mailbox: Mailbox<CoordinatorCommand>, context: Context
    ) throws(ZeroMQError) {
        let edges = try Socket(.router, in: context, options: settings.edgeOptions)
        let workers = try Socket(.router, in: context, options: settings.workerOptions)
        let edgeMonitor = try Monitor(of: edges, in: context)
        let workerMonitor = try Monitor(of: workers, in: context)
        let commands = try mailbox.reader()
        endpoints = (try edges.bind(settings.edgeEndpoint), try workers.bind(settings.workerEndpoint))
        self.edges = edges
        self.workers = workers
        self.edgeMonitor = edgeMonitor
        self.workerMonitor = workerMonitor
        self.commands = commands
        trace = settings.trace
        state = DispatchState(configuration: settings.dispatch)
    }

    /// Serves until stopped, and returns the closing account.
    mutating func run() throws(ZeroMQError) -> CoordinatorSnapshot {
        var poller = Poller()
        _ = poller.watch(workers)
        _ = poller.watch(edges)
        let commandsPlace = poller.watch(commands.socket)
        _ = poller.watch(workerMonitor.socket)
        _ = poller.watch(edgeMonitor.socket)
        var nextTick = clock.now
        while true {
            try poller.wait(nextTick - clock.now)
            // Reading the mailbox takes its lock, so only when something is in it.
            if poller[commandsPlace].contains(.readable) { try readCommands() }
            try readMonitors()
            // Answers before questions: they free credit.
            try read(from: .worker)
            try read(from: .edge)
            if clock.now >= nextTick {
                nextTick = clock.now + Self.tick
                try handle(.tick)
            }
            if let stopLimit, state.isDone || clock.now >= stopLimit { break }
        }
        for member in state.members.entries { try send(.goodbye("the coordinator stops"), to: member.key) }
        return state.snapshot(traffic)
    }

    private mutating func readCommands() throws(ZeroMQError) {
        while let command = try commands.next() {
            switch command {
            case .snapshot(let ticket): ticket.finish(.success(state.snapshot(traffic)))
            case .stop(let limit):
                stopLimit = clock.now + limit
                try handle(.stop)
            }
        }
    }

    /// Learns which connections ended. What a peer sent before it closed is read first, or its answers would be redone,
    /// unless a message is at hand, which must not be overtaken.
    private mutating func readMonitors(readingFirst: Bool = true) throws(ZeroMQError) {
        while let event = try edgeMonitor.next() { try happened(event, to: .edge, readingFirst) }
        while let event = try workerMonitor.next() { try happened(event, to: .worker, readingFirst) }
    }

    private mutating func happened(
        _ event: Monitor.Event, to role: Role, _ readingFirst: Bool
    ) throws(ZeroMQError) {
        switch event {
        case .disconnected(let descriptor):
            let connection = Connection(role: role, descriptor: descriptor)
            guard let peer = connections.removeValue(forKey: connection) else { return }
            if readingFirst { try read(from: role) }
            try handle(.lost(peer))
        case .handshakeFailed, .refused: traffic.failedHandshakes += 1
        case .accepted, .connected, .handshakeSucceeded, .stopped: return
        }
    }

    private mutating func read(from role: Role) throws(ZeroMQError) {
        for _ in 0..<Self.burst {
            let isThere = role == .edge ? try edges.receive(into: &incoming) : try workers.receive(into: &incoming)
            guard isThere else { return }
            traffic.messagesReceived += 1
            try take(from: Peer(role: role, routing: RoutingID(incoming[0])))
        }
    }

    /// Reads the message at hand and lets the state decide.
    private mutating func take(from peer: Peer) throws(ZeroMQError) {
        let header: Header
        do throws(WireError) {
            header = try readHeader()
        } catch {
            return try handle(.unusable(error.rejection, from: peer))
        }
        if case .hello = header, let descriptor = incoming[1].connection {
            // The end of an earlier connection with this descriptor must not be taken for the end of this one.
            try readMonitors(readingFirst: false)
            connections[Connection(role: peer.role, descriptor: descriptor)] = peer
        }
        if case .focusRequest(let request) = header { traffic.payloadBytesReceived += request.byteCount }
        try handle(.message(header, from: peer))
        if case .focusResult(let result) = header { codec.reuse(result) }
    }

    /// Reads frame 1 and compares the others with what it says of them.
    private mutating func readHeader() throws(WireError) -> Header {
        guard incoming.count > 1 else { throw .malformed("no frame") }
        let header = try codec.decode(incoming[1])
        if case .focusRequest(let request) = header {
            try request.checkPayload(of: incoming, from: 2)
        } else if incoming.count > 2 {
            throw .wrongFrames("\(incoming.count - 2) payload frames; this message has none")
        }
        return header
    }

    /// Lets the state decide, then does what it says. Peers that cannot be reached are lost, which is decided in turn.
    private mutating func handle(_ event: DispatchEvent) throws(ZeroMQError) {
        events.append(event)
        while let event = events.popLast() {
            state.handle(event, at: clock.now, into: &actions)
            for index in actions.indices { try perform(actions[index], after: event) }
            actions.removeAll(keepingCapacity: true)
        }
    }

    private mutating func perform(_ action: DispatchAction, after event: DispatchEvent) throws(ZeroMQError) {
        switch action {
        case .hold(let id):
            guard case .message(.focusRequest(let request), _) = event else { return }
            let place = spare.popLast() ?? HeldRequest()
            place.hold(request, incoming, from: 2)
            held[id] = place
        case .release(let id):
            guard let place = held.removeValue(forKey: id) else { return }
            if let request = place.release() { codec.reuse(request) }
            spare.append(place)
        case .dispatch(let request, let worker):
            guard let place = held[request.id] else { return }
            traffic.payloadBytesSent += place.byteCount
            trace?(
                Span(
                    "queue", request: "\(request.id)", camera: request.camera, frame: request.frame,
                    start: clock.now - request.queued, duration: request.queued))
            outgoing.removeAll()
            codec.append(.focusRequest(request), to: &outgoing)
            place.append(to: &outgoing)
            if try !sendOutgoing(to: worker) { events.append(.lost(worker)) }
        case .forward(let edge):
            traffic.count(try edges.send(contentsOf: incoming, from: 1, to: edge.routing))
        case .send(let header, let peer):
            try send(header, to: peer)
        }
    }

    private mutating func send(_ header: Header, to peer: Peer) throws(ZeroMQError) {
        outgoing.removeAll()
        codec.append(header, to: &outgoing)
        try sendOutgoing(to: peer)
    }

    /// Sends, and returns whether the peer could take it. That a silent peer is lost is for its heartbeats to say.
    @discardableResult
    private mutating func sendOutgoing(to peer: Peer) throws(ZeroMQError) -> Bool {
        let wasSent =
            switch peer.role {
            case .edge: try edges.send(contentsOf: outgoing, to: peer.routing)
            case .worker: try workers.send(contentsOf: outgoing, to: peer.routing)
            }
        traffic.count(wasSent)
        return wasSent
    }
}
