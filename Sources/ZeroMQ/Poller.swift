import CZeroMQ

/// Waits on several sockets of one thread until one is ready or a time has passed.
package struct Poller: ~Copyable {
    private var items: [zmq_pollitem_t] = []
    private var handles: [SocketHandle] = []

    /// Makes a poller that watches nothing.
    package init() {}

    /// What a poller found on a socket.
    package struct Readiness: OptionSet, Sendable {
        /// The bits of libzmq.
        package let rawValue: Int16

        /// Makes a set from bits.
        package init(rawValue: Int16) { self.rawValue = rawValue }

        /// A message can be received.
        package static let readable = Readiness(rawValue: Int16(ZMQ_POLLIN))
        /// A message can be sent.
        package static let writable = Readiness(rawValue: Int16(ZMQ_POLLOUT))
    }

    /// Watches a socket from now on; the position it returns names the socket in the subscript.
    package mutating func watch(_ socket: borrowing Socket, for interest: Readiness = .readable) -> Int {
        items.append(zmq_pollitem_t(socket: socket.handle.pointer, fd: 0, events: interest.rawValue, revents: 0))
        handles.append(socket.handle)
        return items.count - 1
    }

    /// Watches a file descriptor of the system for something to read, such as a timer's.
    package mutating func watch(descriptor: Int32) {
        items.append(zmq_pollitem_t(socket: nil, fd: descriptor, events: Int16(ZMQ_POLLIN), revents: 0))
    }

    /// Waits until a watched socket is ready, and returns how many are; 0 when the time passed or a signal came. Without
    /// a time it waits for ever; with zero it looks and returns.
    @discardableResult
    package mutating func wait(_ time: Duration?) throws(ZeroMQError) -> Int {
        let limit = time.map { Int(milliseconds(max(.zero, $0))) } ?? -1
        let ready = zmq_poll(&items, Int32(items.count), limit)
        if ready < 0 {
            let code = zmq_errno()
            guard code == EINTR else { throw ZeroMQError("wait for messages", code: code) }
            for index in items.indices { items[index].revents = 0 }
            return 0
        }
        return Int(ready)
    }

    /// What the last wait found on the socket at that position.
    package subscript(position: Int) -> Readiness {
        Readiness(rawValue: items[position].revents)
    }
}
