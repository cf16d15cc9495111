import CZeroMQ
import Synchronization

/// What happens to the connections of one socket, read on that socket's thread.
package struct Monitor: ~Copyable {
    /// Receives the events; watch it with a `Poller`.
    package private(set) var socket: Socket

    private let watched: SocketHandle
    private var message = Message()

    /// What happened to a connection.
    package enum Event: Equatable, Sendable {
        /// A connection was accepted; nothing is proven yet.
        case accepted(connection: Int32)
        /// A connection this side asked for is up; nothing is proven yet.
        case connected(connection: Int32)
        /// Both sides greeted and, with CURVE, proved who they are.
        case handshakeSucceeded
        /// The other side broke the protocol, sent a wrong key, or hung up during the handshake.
        case handshakeFailed
        /// The allow-list refused the other side, with this status.
        case refused(status: Int)
        /// An established connection ended.
        case disconnected(connection: Int32)
        /// The monitor reports nothing more.
        case stopped
    }

    /// Starts to watch the socket, on its thread.
    package init(of watched: borrowing Socket, in context: Context) throws(ZeroMQError) {
        let number = Monitor.numbers.add(1, ordering: .relaxed).newValue
        let endpoint = "inproc://fovea.monitor.\(number)"
        let events =
            ZMQ_EVENT_ACCEPTED | ZMQ_EVENT_CONNECTED | ZMQ_EVENT_DISCONNECTED | ZMQ_EVENT_HANDSHAKE_SUCCEEDED
            | ZMQ_EVENT_HANDSHAKE_FAILED_NO_DETAIL | ZMQ_EVENT_HANDSHAKE_FAILED_PROTOCOL
            | ZMQ_EVENT_HANDSHAKE_FAILED_AUTH | ZMQ_EVENT_MONITOR_STOPPED
        guard zmq_socket_monitor(watched.handle.pointer, endpoint, events) == 0 else {
            throw ZeroMQError("monitor a socket at", endpoint: endpoint)
        }
        let socket = try Socket(.pair, in: context, options: [.linger(.zero), .receiveHighWaterMark(0)])
        try socket.connect(endpoint)
        self.socket = socket
        self.watched = watched.handle
    }

    deinit {
        zmq_socket_monitor(watched.pointer, nil, 0)
    }

    /// Takes the next event; nil when nothing has happened.
    package mutating func next() throws(ZeroMQError) -> Event? {
        while try socket.receive(into: &message) {
            guard message.count == 2, message[0].byteCount == 6 else { continue }
            let (code, value) = message[0].withUnsafeBytes { bytes in
                (
                    Int32(bytes.loadUnaligned(as: UInt16.self)),
                    bytes.loadUnaligned(fromByteOffset: 2, as: Int32.self)
                )
            }
            switch code {
            case ZMQ_EVENT_ACCEPTED: return .accepted(connection: value)
            case ZMQ_EVENT_CONNECTED: return .connected(connection: value)
            case ZMQ_EVENT_DISCONNECTED: return .disconnected(connection: value)
            case ZMQ_EVENT_HANDSHAKE_SUCCEEDED: return .handshakeSucceeded
            case ZMQ_EVENT_HANDSHAKE_FAILED_AUTH: return .refused(status: Int(value))
            case ZMQ_EVENT_HANDSHAKE_FAILED_NO_DETAIL, ZMQ_EVENT_HANDSHAKE_FAILED_PROTOCOL: return .handshakeFailed
            case ZMQ_EVENT_MONITOR_STOPPED: return .stopped
            default: continue
            }
        }
        return nil
    }

    /// Numbers the inproc names, which must differ within a context.
    private static let numbers = Atomic<Int>(0)
}
