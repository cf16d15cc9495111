import Links
import Wire
import ZeroMQ

/// A worker's socket to one coordinator with the link that decides about it. Belongs to the socket's thread.
final class CoordinatorConnection {
    private(set) var link: CoordinatorLink

    private let endpoint: String
    private let context: Context
    private let keys: (own: KeyPair, coordinator: PublicKey)?
    private var socket: Socket?
    /// Replies that the socket could not take at once; a coordinator that reads slowly stops nobody else.
    private var outbox: [Header] = []

    init(endpoint: String, link: CoordinatorLink, context: Context, keys: (own: KeyPair, coordinator: PublicKey)?) {
        self.endpoint = endpoint
        self.link = link
        self.context = context
        self.keys = keys
    }

    /// Lets time pass; returns what concerns the worker's requests.
    func tick(at now: Duration, load: Load) throws(ZeroMQError) -> [CoordinatorLink.Action] {
        try flush()
        return try perform(link.tick(at: now, load: load))
    }

    /// Takes in a message that is the link's own business.
    func received(_ header: Header, at now: Duration) throws(ZeroMQError) -> [CoordinatorLink.Action] {
        try perform(link.received(header, at: now))
    }

    /// Takes the next message off the socket.
    func receive() throws(ZeroMQError) -> Message? {
        try socket?.receive()
    }

    /// Adds the socket to a poller.
    func watch(with poller: inout Poller) {
        guard socket != nil else { return }
        _ = poller.watch(socket!)
    }

    /// Sends a reply, now or as soon as the socket takes it.
    func reply(_ header: Header) throws(ZeroMQError) {
        outbox.append(header)
        try flush()
    }

    private func flush() throws(ZeroMQError) {
        while let header = outbox.first, try send(header) { outbox.removeFirst() }
    }

    private func send(_ header: Header) throws(ZeroMQError) -> Bool {
        guard socket != nil else { return false }
        switch try socket!.send(header.message()) {
        case .sent: return true
        case .wouldBlock: return false
        case .unreachable: return false
        }
    }

    private func perform(_ actions: [CoordinatorLink.Action]) throws(ZeroMQError) -> [CoordinatorLink.Action] {
        var rest: [CoordinatorLink.Action] = []
        for action in actions {
            switch action {
            case .connect: socket = try open()
            case .disconnect: socket = nil
            case .send(let header): _ = try send(header)
            case .lost:
                outbox = []
                rest.append(action)
            case .serving, .draining: rest.append(action)
            }
        }
        return rest
    }

    private func open() throws(ZeroMQError) -> Socket {
        var options: [SocketOption] = [
            .handshake(.seconds(5)), .reconnect(first: .milliseconds(100), maximum: .seconds(5)),
            .keepAlive(idle: .seconds(30), interval: .seconds(10), probes: 3),
            .maximumFrameBytes(Bounds.frameBytes.upperBound),
        ]
        if let keys { options.append(.curveClient(keys.own, server: keys.coordinator)) }
        let socket = try Socket(.dealer, in: context, options: options)
        try socket.connect(endpoint)
        return socket
    }
}
