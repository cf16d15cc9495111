import CZeroMQ

/// The messaging patterns that Fovea uses.
package enum SocketKind: Sendable {
    /// Talks to many peers, each addressed by the routing id in a message's first frame.
    case router
    /// Talks to one peer (or several in turn) without waiting for answers.
    case dealer
    /// Talks to exactly one other thread over inproc.
    case pair
    /// Answers requests strictly in turn; used by the authentication handler.
    case reply

    var code: Int32 {
        switch self {
        case .router: ZMQ_ROUTER
        case .dealer: ZMQ_DEALER
        case .pair: ZMQ_PAIR
        case .reply: ZMQ_REP
        }
    }
}
