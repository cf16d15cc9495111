import CZeroMQ

/// A socket of one thread.
///
/// It cannot be copied and is not `Sendable`, so it stays with the thread that made it; it keeps its context alive and
/// closes when it goes. Nothing blocks: sending and receiving say when they would, and a `Poller` waits.
package struct Socket: ~Copyable {
    let handle: SocketHandle

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
        let count = message.count
        for index in 0..<count {
            let code = message[index].send(to: handle.pointer, hasMore: index + 1 < count)
            if code == 0 { continue }
            // libzmq decides about a whole message at its first frame, so a later frame is never refused for want of room.
            if index == 0 && code == EAGAIN { return .wouldBlock(message) }
            if index == 0 && code == EHOSTUNREACH { return .unreachable(message) }
            throw ZeroMQError("send", code: code)
        }
        return .sent
    }

    /// Sends to one peer of a router. A message that comes back has lost none of its frames and gained none.
    package mutating func send(
        _ message: consuming Message,
        to peer: RoutingID
    ) throws(ZeroMQError) -> SendOutcome {
        message.prepend(peer.frame)
        switch try send(message) {
        case .sent: return .sent
        case .wouldBlock(var message):
            _ = message.takeFirst()
            return .wouldBlock(message)
        case .unreachable(var message):
            _ = message.takeFirst()
            return .unreachable(message)
        }
    }

    /// Takes the next whole message; nil when none has arrived.
    package mutating func receive() throws(ZeroMQError) -> Message? {
        var message = Message()
        while true {
            let frame = Frame()
            let code = frame.receive(from: handle.pointer)
            if code == EAGAIN && message.isEmpty { return nil }
            guard code == 0 else { throw ZeroMQError("receive", code: code) }
            let hasMore = frame.hasMore
            message.append(frame)
            if !hasMore { return message }
        }
    }
}
