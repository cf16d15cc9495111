import CZeroMQ

/// One frame of a message, which owns its bytes.
///
/// A frame is moved, never copied by accident; sending consumes it, so using it afterwards does not build. The C message
/// lives at a fixed heap address because libzmq keeps up to 33 bytes inside of it.
package struct Frame: ~Copyable {
    private let message: UnsafeMutablePointer<zmq_msg_t>

    /// Makes an empty frame.
    package init() {
        message = .allocate(capacity: 1)
        zmq_msg_init(message)
    }

    /// Makes a frame of `byteCount` bytes that the closure writes.
    package init<Failure: Error>(
        byteCount: Int,
        initializingWith write: (UnsafeMutableRawBufferPointer) throws(Failure) -> Void
    ) throws(Failure) {
        message = .allocate(capacity: 1)
        guard zmq_msg_init_size(message, byteCount) == 0 else {
            preconditionFailure("no memory for a frame of \(byteCount) bytes")
        }
        try write(UnsafeMutableRawBufferPointer(start: zmq_msg_data(message), count: byteCount))
    }

    /// Makes a frame with a copy of the bytes.
    package init(copying bytes: some Collection<UInt8>) {
        self.init(byteCount: bytes.count) { target in target.copyBytes(from: bytes) }
    }

    private init(sharing other: UnsafeMutablePointer<zmq_msg_t>) {
        message = .allocate(capacity: 1)
        zmq_msg_init(message)
        zmq_msg_copy(message, other)
    }

    deinit {
        zmq_msg_close(message)
        message.deallocate()
    }

    /// The number of bytes.
    package var byteCount: Int { zmq_msg_size(message) }

    /// The bytes, valid while the frame is neither moved nor destroyed.
    package var bytes: RawSpan {
        @_lifetime(borrow self)
        get {
            let buffer = UnsafeRawBufferPointer(start: zmq_msg_data(message), count: zmq_msg_size(message))
            return unsafe _overrideLifetime(RawSpan(_unsafeBytes: buffer), borrowing: self)
        }
    }

    /// Calls the body with the bytes, for C functions; the pointer must not escape.
    package borrowing func withUnsafeBytes<Result: ~Copyable, Failure: Error>(
        _ body: (UnsafeRawBufferPointer) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        try body(UnsafeRawBufferPointer(start: zmq_msg_data(message), count: zmq_msg_size(message)))
    }

    /// A copy of the bytes, for small frames and tests.
    package borrowing func copyBytes() -> [UInt8] {
        withUnsafeBytes { Array($0) }
    }

    /// Another owner of the same bytes: libzmq counts the owners and copies nothing (but for frames of up to 33 bytes,
    /// which it keeps inside the message). This is how a payload can be sent again when its first receiver is lost.
    package borrowing func shared() -> Frame {
        Frame(sharing: message)
    }

    /// Replaces the contents by `byteCount` bytes that the closure writes; the frame stays where it is.
    package borrowing func refill(byteCount: Int, with write: (UnsafeMutableRawBufferPointer) -> Void) {
        zmq_msg_close(message)
        guard zmq_msg_init_size(message, byteCount) == 0 else {
            preconditionFailure("no memory for a frame of \(byteCount) bytes")
        }
        write(UnsafeMutableRawBufferPointer(start: zmq_msg_data(message), count: byteCount))
    }

    /// Replaces the contents by those of another frame, which is empty then.
    borrowing func take(from other: borrowing Frame) {
        zmq_msg_move(message, other.message)
    }

    /// Replaces the contents by the bytes of another frame, which both own from now on, as with `shared()`.
    borrowing func share(from other: borrowing Frame) {
        zmq_msg_copy(message, other.message)
    }

    /// Lets go of the contents.
    borrowing func empty() {
        zmq_msg_close(message)
        zmq_msg_init(message)
    }

    /// A property of the connection that the frame came through, such as `Peer-Address` or `User-Id`.
    package borrowing func property(_ name: String) -> String? {
        zmq_msg_gets(message, name).map { String(cString: $0) }
    }

    /// The file descriptor of the connection that the frame came through, as socket monitors report it; nil over inproc.
    package var connection: Int32? {
        let descriptor = zmq_msg_get(message, ZMQ_SRCFD)
        return descriptor < 0 ? nil : descriptor
    }

    /// Whether another frame of the same message follows; right after receiving only.
    var hasMore: Bool { zmq_msg_more(message) != 0 }

    /// Hands the bytes to the socket, after which the frame is empty. The error number is 0 when that worked.
    borrowing func send(to socket: UnsafeMutableRawPointer, hasMore: Bool) -> Int32 {
        while zmq_msg_send(message, socket, ZMQ_DONTWAIT | (hasMore ? ZMQ_SNDMORE : 0)) < 0 {
            let code = zmq_errno()
            if code != EINTR { return code }
        }
        return 0
    }

    /// Takes a frame from the socket. The error number is 0 when that worked.
    borrowing func receive(from socket: UnsafeMutableRawPointer) -> Int32 {
        while zmq_msg_recv(message, socket, ZMQ_DONTWAIT) < 0 {
            let code = zmq_errno()
            if code != EINTR { return code }
        }
        return 0
    }
}

// A frame alone owns its C message, and libzmq counts shared bytes atomically, so it may move to any thread.
extension Frame: @unchecked Sendable {}
