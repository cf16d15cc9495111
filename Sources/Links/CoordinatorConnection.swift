import Randomness
package import Wire
package import ZeroMQ

/// One coordinator's socket and the conversation on it. Belongs to the one thread of an edge or a worker that made it.
package final class CoordinatorConnection {
    /// Where the coordinator listens.
    package let endpoint: String
    /// The conversation.
    package private(set) var link: CoordinatorLink
    /// Messages that could not be used; counted.
    package var unusableCount = 0

    private let hello: Hello
    private let context: Context
    private let options: [SocketOption]
    private var socket: Socket?
    private var monitor: Monitor?
    private var owesHello = false
    /// Whether there is another socket, or another interest in it, than the poller knows of.
    package private(set) var isChanged = true

    /// Makes a connection that is opened by `start`.
    ///
    /// - Parameters:
    ///   - maximumFrameBytes: the largest frame that is accepted from the coordinator.
    ///   - keys: this node's pair and the coordinator's public key; nil for a connection in the clear.
    ///   - seed: differs from node to node, so that a fleet does not come back all at once.
    package init(
        endpoint: String, hello: Hello, context: Context, times: LinkTimes, maximumFrameBytes: Int,
        keys: (own: KeyPair, coordinator: PublicKey)?, seed: UInt64, now: ContinuousClock.Instant
    ) {
        self.endpoint = endpoint
        self.hello = hello
        self.context = context
        let (first, longest) = (times.reconnect.lowerBound, times.reconnect.upperBound)
        link = CoordinatorLink(
            now: now, silence: times.patience, backoff: Backoff(first: first, maximum: longest, seed: seed)
        )
        var options: [SocketOption] = [
            .maximumFrameBytes(maximumFrameBytes), .handshake(.seconds(5)), .sendHighWaterMark(1024),
            .receiveHighWaterMark(4096), .ipv6(true), .reconnect(first: first, maximum: longest),
            .deadPeersClosed,
        ]
        if let keys { options.append(.curveClient(keys.own, server: keys.coordinator)) }
        self.options = options
    }

    /// Connects for the first time, so that an endpoint which is none fails at once.
    package func start(at now: ContinuousClock.Instant) throws(ZeroMQError) {
        for action in link.advance(to: now) { try perform(action) }
    }

    /// Time passes; a heartbeat that is due tells the load and, of an edge, the frames that it looked at.
    package func advance(to now: ContinuousClock.Instant, load: Load, frames: Int = 0) throws(ZeroMQError) {
        try sendHello()
        try perform(link.advance(to: now, load: load, frames: frames), at: now)
    }

    /// A message arrived that is not about a request.
    package func receive(_ header: Header, at now: ContinuousClock.Instant) throws(ZeroMQError) {
        try perform(link.receive(header, at: now), at: now)
    }

    /// Looks whether the connection was closed.
    package func watchConnection(at now: ContinuousClock.Instant) throws(ZeroMQError) {
        while let event = try monitor?.next() {
            switch event {
            case .disconnected, .handshakeFailed, .refused:
                return try perform(link.connectionEnded(at: now), at: now)
            case .accepted, .connected, .handshakeSucceeded, .stopped: continue
            }
        }
    }

    /// The next message; nil when none has arrived.
    package func nextMessage() throws(ZeroMQError) -> Message? {
        try socket?.receive() ?? nil
    }

    /// Sends a message; false when the socket does not take it.
    package func send(_ message: consuming Message) throws(ZeroMQError) -> Bool {
        guard let outcome = try socket?.send(message) else { return false }
        return outcome.wasSent
    }

    /// Says goodbye to a coordinator that knows us.
    package func leave(_ reason: String) throws(ZeroMQError) {
        guard link.standing.keepsRequests else { return }
        _ = try send(Header.goodbye(reason).message())
    }

    /// Adds what there is to watch to a poller.
    package func watch(in poller: inout Poller) {
        isChanged = false
        socket?.watch(in: &poller, for: owesHello ? [.readable, .writable] : .readable)
        monitor?.watch(in: &poller)
    }

    /// Performs what the link asks for. A socket that fails is a connection that ended.
    private func perform(
        _ actions: [CoordinatorLink.Action], at now: ContinuousClock.Instant
    ) throws(ZeroMQError) {
        do {
            for action in actions { try perform(action) }
        } catch {
            if error.isContextTerminated { throw error }
            close()
            _ = link.connectionEnded(at: now)
        }
    }

    private func perform(_ action: CoordinatorLink.Action) throws(ZeroMQError) {
        switch action {
        case .connect:
            isChanged = true
            let socket = try Socket(.dealer, in: context, options: options)
            monitor = try Monitor(of: socket, in: context)
            try socket.connect(endpoint)
            self.socket = consume socket
        case .hello:
            (owesHello, isChanged) = (true, true)
            try sendHello()
        case .heartbeat(let heartbeat):
            // One that is not taken is not missed: silence tells the coordinator the same.
            _ = try send(Header.heartbeat(heartbeat).message())
        case .disconnect:
            close()
        }
    }

    /// A connection takes nothing before it is up, so the hello may have to wait for that.
    private func sendHello() throws(ZeroMQError) {
        guard owesHello, try send(Header.hello(hello).message()) else { return }
        (owesHello, isChanged) = (false, true)
    }

    private func close() {
        monitor = nil
        socket = nil
        (owesHello, isChanged) = (false, true)
    }
}

// Optionals of what cannot be copied are looked into by calling their methods.
extension Socket {
    fileprivate borrowing func watch(in poller: inout Poller, for interest: Poller.Readiness) {
        _ = poller.watch(self, for: interest)
    }
}

extension Monitor {
    fileprivate borrowing func watch(in poller: inout Poller) {
        _ = poller.watch(socket)
    }
}
