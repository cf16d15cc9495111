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
    private var payloads: [RequestID: HeldPayload] = [:]
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
        _ = poller.watch(commands.socket)
        _ = poller.watch(workerMonitor.socket)
        _ = poller.watch(edgeMonitor.socket)
        var nextTick = clock.now
        while true {
            try poller.wait(nextTick - clock.now)
            try readCommands()
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
        for peer in state.members.keys { try send(Header.goodbye("the coordinator stops").message(), to: peer) }
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
            guard var message = role == .edge ? try edges.receive() : try workers.receive() else { return }
            traffic.messagesReceived += 1
            guard let routing = message.takeFirst() else { continue }
            try take(message, from: Peer(role: role, routing: RoutingID(routing)))
        }
    }

    private mutating func take(_ message: consuming Message, from peer: Peer) throws(ZeroMQError) {
        let header: Header
        do throws(WireError) {
            header = try Self.header(of: message)
        } catch {
            return try handle(.unusable(error.rejection, from: peer))
        }
        if case .hello = header, let descriptor = message[0].connection {
            // The end of an earlier connection with this descriptor must not be taken for the end of this one.
            try readMonitors(readingFirst: false)
            connections[Connection(role: peer.role, descriptor: descriptor)] = peer
        }
        if case .focusRequest(let request) = header { traffic.payloadBytesReceived += request.byteCount }
        try handle(.message(header, from: peer), message)
    }

    /// Reads frame 1 and compares the others with what it says of them.
    private static func header(of message: borrowing Message) throws(WireError) -> Header {
        guard !message.isEmpty else { throw .malformed("no frame") }
        let header = try Header.decode(message[0])
        if case .focusRequest(let request) = header {
            try request.checkPayload(of: message)
        } else if message.count > 1 {
            throw .wrongFrames("\(message.count - 1) payload frames; this message has none")
        }
        return header
    }

    /// Lets the state decide, then does what it says. Peers that cannot be reached are lost, which is decided in turn.
    private mutating func handle(_ event: DispatchEvent, _ message: consuming Message = Message()) throws(ZeroMQError) {
        var message: Message? = message
        var events = [event]
        while let event = events.popLast() {
            for action in state.handle(event, at: clock.now) {
                switch action {
                case .hold(let id):
                    guard var payload = message.take() else { continue }
                    _ = payload.takeFirst()
                    payloads[id] = HeldPayload(payload)
                case .release(let id):
                    payloads[id] = nil
                case .dispatch(let request, let worker):
                    guard let payload = payloads[request.id] else { continue }
                    traffic.payloadBytesSent += payload.byteCount
                    trace?(
                        Span(
                            "queue", request: "\(request.id)", camera: request.camera, frame: request.frame,
                            start: clock.now - request.queued, duration: request.queued))
                    let parcel = payload.message(after: Header.focusRequest(request).encode())
                    if try !send(parcel, to: worker) { events.append(.lost(worker)) }
                case .forward(let edge):
                    guard let answer = message.take() else { continue }
                    try send(answer, to: edge)
                case .send(let header, let peer):
                    try send(header.message(), to: peer)
                }
            }
        }
    }

    /// Sends, and returns whether the peer could take it. That a silent peer is lost is for its heartbeats to say.
    @discardableResult
    private mutating func send(_ message: consuming Message, to peer: Peer) throws(ZeroMQError) -> Bool {
        let outcome =
            switch peer.role {
            case .edge: try edges.send(message, to: peer.routing)
            case .worker: try workers.send(message, to: peer.routing)
            }
        let wasSent = outcome.wasSent
        if wasSent { traffic.messagesSent += 1 } else { traffic.undelivered += 1 }
        return wasSent
    }
}
