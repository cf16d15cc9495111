import CZeroMQ

/// An operation of libzmq that failed: what was tried, on what, and why.
package struct ZeroMQError: Error, Equatable, CustomStringConvertible {
    /// What was tried, as a verb phrase: `bind`, `set MAXMSGSIZE`.
    package let operation: String
    /// The endpoint it was tried on, where there is one.
    package let endpoint: String?
    /// The error number of libzmq or the system.
    package let code: Int32

    /// Makes an error from the calling thread's error number, to be called right after the failed call.
    init(_ operation: String, endpoint: String? = nil) {
        self.init(operation, endpoint: endpoint, code: zmq_errno())
    }

    /// Makes an error with a known number.
    package init(_ operation: String, endpoint: String? = nil, code: Int32) {
        self.operation = operation
        self.endpoint = endpoint
        self.code = code
    }

    /// libzmq's own words for the error number.
    package var reason: String { String(cString: zmq_strerror(code)) }

    /// Whether the context was shut down: the thread that sees this closes its sockets and ends.
    package var isContextTerminated: Bool { code == Int32(zmqTerminated) }

    /// One line for people, with the way out where there is a usual one.
    package var description: String {
        let place = endpoint.map { " \($0)" } ?? ""
        let remedy =
            switch code {
            case EADDRINUSE: "; another process listens there: stop it or choose another port"
            case EADDRNOTAVAIL, ENODEV: "; this host has no such address: use one of its own, or * for all"
            case EACCES: "; this user may not listen there: ports below 1024 need a privilege"
            case EINVAL where endpoint != nil: "; expected tcp://HOST:PORT, ipc://PATH or inproc://NAME"
            case EPROTONOSUPPORT: "; expected tcp://, ipc:// or inproc://"
            default: ""
            }
        return "cannot \(operation)\(place): \(reason)\(remedy)"
    }
}

/// ETERM, which the importer cannot see because libzmq defines it as an expression.
let zmqTerminated = 156_384_765
