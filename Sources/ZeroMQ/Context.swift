import CZeroMQ
import Synchronization

/// The I/O threads and the `inproc://` names that a group of sockets shares.
///
/// A process has one, or one per simulated host in a test. Each socket keeps its context alive, so the last of them to
/// go ends the I/O threads; that waits no longer than the sockets' LINGER.
package final class Context: Sendable {
    // libzmq's context functions may be called from any thread, and the pointer never changes.
    nonisolated(unsafe) private let pointer: UnsafeMutableRawPointer

    /// Starts a context.
    ///
    /// - Parameters:
    ///   - inputOutputThreads: one carries about a gigabyte a second.
    ///   - maximumSockets: an upper bound on open sockets.
    package init(inputOutputThreads: Int = 1, maximumSockets: Int = 4096) throws(ZeroMQError) {
        guard let pointer = zmq_ctx_new() else { throw ZeroMQError("make a context") }
        self.pointer = pointer
        zmq_ctx_set(pointer, ZMQ_IO_THREADS, Int32(clamping: inputOutputThreads))
        zmq_ctx_set(pointer, ZMQ_MAX_SOCKETS, Int32(clamping: maximumSockets))
    }

    deinit {
        // A signal may interrupt the wait for lingering messages; the context is gone only when the call says so.
        while zmq_ctx_term(pointer) != 0 && zmq_errno() == EINTR {}
    }

    /// Makes every call on every socket of this context fail at once with a terminated error. Any thread may call it, as
    /// the last resort to end threads that block.
    package func interrupt() {
        zmq_ctx_shutdown(pointer)
    }

    /// Opens a socket for the calling thread.
    func open(_ kind: SocketKind) throws(ZeroMQError) -> UnsafeMutableRawPointer {
        guard let socket = zmq_socket(pointer, kind.code) else { throw ZeroMQError("open a \(kind) socket") }
        return socket
    }
}
