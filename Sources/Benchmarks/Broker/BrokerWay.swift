/// How a message gets from an edge to a worker.
package enum BrokerWay: String, CaseIterable, Sendable {
    /// From socket to socket.
    case direct
    /// Through `zmq_proxy`.
    case proxy
    /// Through Fovea's coordinator, with everything that its protocol asks for.
    case coordinator
}
