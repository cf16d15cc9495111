import CZeroMQ

/// A socket of one thread.
///
/// It cannot be copied and is not `Sendable`, so it stays with the thread that made it; it keeps its context alive and
/// closes when it goes. Nothing blocks: sending and receiving say when they would, and a `Poller` waits.
package struct Socket: ~Copyable {
    let handle: SocketHandle
    /// Holds the address of what a router sends.
    private let address = Frame()

    /// Opens a socket on the calling thread, with safe settings (LINGER half a second, IMMEDIATE, ROUTER_MANDATORY,
    /// frames of at most 16 MiB) before the given ones.
    package init(_ kind: SocketKind, in context: Context, options: [SocketOption] = []) throws(ZeroMQError) {
        let handle = try SocketHandle(kind, in: context)
        var settings: [SocketOption] = [.linger(.milliseconds(500)), .maximumFrameBytes(16 << 20)]
        if kind == .dealer || kind == .router { settings.append(.immediate(true)) }
        if kind == .router { settings.append(.routerMandatory(true)) }
        for setting in settings + options { try setting.apply(to: handle.pointer) }
        self.handle = handle
    }

    /// Changes a setting; most take effect for later binds and connects only.
    package borrowing func set(_ option: SocketOption) throws(ZeroMQError) {
        try option.apply(to: handle.pointer)
    }

    /// Listens, and returns the endpoint with the port that a wildcard got: `tcp://127.0.0.1:*` becomes
    /// `tcp://127.0.0.1:40123`.
    @discardableResult
    package borrowing func bind(_ endpoint: String) throws(ZeroMQError) -> String {
        guard zmq_bind(handle.pointer, endpoint) == 0 else { throw ZeroMQError("listen on", endpoint: endpoint) }
        return withUnsafeTemporaryAllocation(of: CChar.self, capacity: 1024) { text in
            var size = text.count
            guard let start = text.baseAddress,
                zmq_getsockopt(handle.pointer, ZMQ_LAST_ENDPOINT, start, &size) == 0
            else { return endpoint }
            return String(cString: start)
        }
    }

    /// Connects in the background, now and again whenever the connection is lost.
    package borrowing func connect(_ endpoint: String) throws(ZeroMQError) {
        guard zmq_connect(handle.pointer, endpoint) == 0 else { throw ZeroMQError("connect to", endpoint: endpoint) }
    }

    /// Ends what `connect` began.
    package borrowing func disconnect(_ endpoint: String) throws(ZeroMQError) {
        guard zmq_disconnect(handle.pointer, endpoint) == 0 else {
            throw ZeroMQError("disconnect from", endpoint: endpoint)
        }
    }

    /// Stops listening on an endpoint as `bind` returned it.
    package borrowing func unbind(_ endpoint: String) throws(ZeroMQError) {
        guard zmq_unbind(handle.pointer, endpoint) == 0 else {
            throw ZeroMQError("stop listening on", endpoint: endpoint)
        }
    }

    /// Sends all frames or none; the bytes are handed over, not copied.
    package mutating func send(_ message: consuming Message) throws(ZeroMQError) -> SendOutcome {
        switch try send(contentsOf: message, from: 0, addressed: false) {
        case 0: return .sent
        case EAGAIN: return .wouldBlock(message)
        default: return .unreachable(message)
        }
    }

    /// Sends to one peer of a router. A message that comes back has lost none of its frames and gained none.
    package mutating func send(
        _ message: consuming Message,
        to peer: RoutingID
    ) throws(ZeroMQError) -> SendOutcome {
        peer.write(to: address)
        switch try send(contentsOf: message, from: 0, addressed: true) {
        case 0: return .sent
        case EAGAIN: return .wouldBlock(message)
        default: return .unreachable(message)
        }
    }

    /// Sends what the frames from position `first` on hold to one peer of a router, and returns whether libzmq took it;
    /// those frames are empty then and stay in the message, whose places can be used again.
    package mutating func send(
        contentsOf message: borrowing Message, from first: Int = 0, to peer: RoutingID
    ) throws(ZeroMQError) -> Bool {
        peer.write(to: address)
        return try send(contentsOf: message, from: first, addressed: true) == 0
    }

    /// Returns 0, or EAGAIN or EHOSTUNREACH when libzmq took nothing.
    private func send(
        contentsOf message: borrowing Message, from first: Int, addressed: Bool
    ) throws(ZeroMQError) -> Int32 {
        // libzmq decides about a whole message at its first frame, so a later frame is never refused for want of room.
        var isFirst = true
        if addressed {
            let code = address.send(to: handle.pointer, hasMore: first < message.count)
            if code == EAGAIN || code == EHOSTUNREACH { return code }
            guard code == 0 else { throw ZeroMQError("send", code: code) }
            isFirst = false
        }
        for index in first..<message.count {
            let code = message[index].send(to: handle.pointer, hasMore: index + 1 < message.count)
            if isFirst && (code == EAGAIN || code == EHOSTUNREACH) { return code }
            guard code == 0 else { throw ZeroMQError("send", code: code) }
            isFirst = false
        }
        return 0
    }

    /// Takes the next whole message; nil when none has arrived.
    package mutating func receive() throws(ZeroMQError) -> Message? {
        var message = Message()
        guard try receive(into: &message) else { return nil }
        return message
    }

    /// Takes the next whole message in place of what `message` held, into the places of its frames; false, and an empty
    /// message, when none has arrived.
    package mutating func receive(into message: inout Message) throws(ZeroMQError) -> Bool {
        message.removeAll()
        while true {
            let frame = message.place()
            let code = frame.receive(from: handle.pointer)
            if code == EAGAIN && message.isEmpty {
                message.keep(frame)
                return false
            }
            guard code == 0 else { throw ZeroMQError("receive", code: code) }
            let hasMore = frame.hasMore
            message.append(frame)
            if !hasMore { return true }
        }
    }
}
