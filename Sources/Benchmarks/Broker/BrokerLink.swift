import Links
package import Wire
package import ZeroMQ

/// The load generator's end of a way: the same messages on each, and Fovea's greeting and heartbeats where a coordinator
/// wants them. Belongs to the thread that made it.
package final class BrokerLink {
    /// What a coordinator takes the link for.
    package typealias Kind = Hello.Kind

    /// Names this start of an edge in its requests.
    package let incarnation = UInt64.random(in: 1...UInt64.max)

    private let conversation: CoordinatorConnection?
    private var socket: Socket?
    private var poller = Poller()
    private let clock = ContinuousClock()
    /// Who asked, on ways where the worker has to name the asker itself.
    private var asker: Frame?

    /// Speaks to a coordinator.
    package init(coordinator endpoint: String, _ kind: Kind, number: Int, context: Context) throws {
        let hello = Hello(
            identity: NodeIdentity(name: "\(kind.roleName)-\(number)", incarnation: incarnation),
            fingerprint: Fingerprint(
                weights: [UInt8](repeating: 1, count: 32), geometry: [UInt8](repeating: 2, count: 32)),
            precision: .float32, kind: kind, software: "fovea bench broker"
        )
        let conversation = CoordinatorConnection(
            endpoint: endpoint, hello: hello, context: context, times: LinkTimes(),
            maximumFrameBytes: Bounds.frameBytes.upperBound, keys: nil, seed: UInt64(number), now: clock.now
        )
        try conversation.start(at: clock.now)
        self.conversation = conversation
    }

    /// Speaks to a proxy, or to a worker that listens.
    package init(connectedTo endpoint: String, context: Context) throws {
        let socket = try Socket(.dealer, in: context)
        try socket.connect(endpoint)
        _ = poller.watch(socket)
        self.socket = consume socket
        conversation = nil
    }

    /// Is spoken to; returns where through `endpoint`.
    package init(listeningWith report: (String) throws -> Void, context: Context) throws {
        let socket = try Socket(.router, in: context, options: [.routerMandatory(false)])
        try report(try socket.bind("tcp://127.0.0.1:*"))
        _ = poller.watch(socket)
        self.socket = consume socket
        conversation = nil
    }

    /// Sends a header with its payload; false when the way takes nothing now.
    package func send(_ header: Header, payload: borrowing Frame) throws -> Bool {
        var message = header.message()
        message.append(payload.shared())
        return try send(message)
    }

    /// Answers whoever asked last.
    package func answer(_ header: Header) throws {
        var message = header.message()
        if let asker = asker.take() { message.prepend(asker) }
        _ = try send(message)
    }

    /// The next request, result or failure that has arrived; nil when there is none.
    ///
    /// - Parameter isWorker: whether messages of a way without a coordinator begin with the asker's name.
    package func next(isWorker: Bool = false) throws -> Header? {
        while var message = try receive() {
            if isWorker, conversation == nil { asker = message.takeFirst() }
            let header = try Header.decode(message[0])
            switch header {
            case .focusRequest, .focusResult, .focusFailure: return header
            case .rejection(let rejection) where rejection.code != .helloFirst:
                throw BrokerFailure(reason: "the coordinator refused a message: \(rejection.reason)")
            default: try conversation?.receive(header, at: clock.now)
            }
        }
        return nil
    }

    /// Waits for a message, at most that long.
    package func wait(_ time: Duration) throws {
        guard let conversation else {
            try poller.wait(time)
            return
        }
        try conversation.watchConnection(at: clock.now)
        try conversation.advance(to: clock.now, load: Load())
        if conversation.isChanged {
            poller = Poller()
            conversation.watch(in: &poller)
        }
        try poller.wait(time)
    }

    /// Whether requests can be sent.
    package var isOpen: Bool { conversation?.link.standing.keepsRequests ?? true }

    private func send(_ message: consuming Message) throws -> Bool {
        if let conversation { return try conversation.send(message) }
        return try socket?.send(message).wasSent ?? false
    }

    private func receive() throws -> Message? {
        if let conversation { return try conversation.nextMessage() }
        return try socket?.receive() ?? nil
    }
}

extension Hello.Kind {
    fileprivate var roleName: String {
        switch self {
        case .edge: "edge"
        case .worker: "worker"
        }
    }
}
