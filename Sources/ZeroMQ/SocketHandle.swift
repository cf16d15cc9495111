import CZeroMQ

/// The C socket behind a `Socket`, shared with the pollers and monitors of the same thread so that none outlives it.
final class SocketHandle {
    let pointer: UnsafeMutableRawPointer
    private let context: Context

    init(_ kind: SocketKind, in context: Context) throws(ZeroMQError) {
        pointer = try context.open(kind)
        self.context = context
    }

    deinit {
        zmq_close(pointer)
    }
}

@available(*, unavailable, message: "a socket belongs to the thread that made it")
extension SocketHandle: Sendable {}
