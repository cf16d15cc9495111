import CZeroMQ

/// libzmq's own broker, the yardstick of ours.
package enum Proxy {
    /// Passes messages between the sockets' peers, on the sockets' thread, until their context is interrupted.
    package static func run(_ front: borrowing Socket, _ back: borrowing Socket) throws(ZeroMQError) {
        guard zmq_proxy(front.handle.pointer, back.handle.pointer, nil) != 0 else { return }
        let error = ZeroMQError("pass messages on")
        if !error.isContextTerminated { throw error }
    }
}
