/// How the messages of a benchmark travel.
package enum BenchmarkTransport: String, Sendable, Encodable {
    /// Within the process.
    case inproc
    /// Over loopback.
    case tcp

    /// Where a socket of that name listens.
    func endpoint(_ name: String) -> String {
        switch self {
        case .inproc: "inproc://\(name)"
        case .tcp: "tcp://127.0.0.1:*"
        }
    }
}
