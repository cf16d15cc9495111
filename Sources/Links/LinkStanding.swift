package import Wire

/// What a node has to know of a coordinator before it counts on it.
package enum LinkStanding: Equatable, Sendable {
    /// Its answer to our hello is expected; frames may wait for it.
    case greeting
    /// It takes requests of at most so many payload bytes.
    case welcomed(maximumPayloadBytes: Int)
    /// It finishes what it has and takes no more.
    case draining
    /// It does not accept this node.
    case refused(RefusalCode)
    /// It cannot be reached; the link keeps trying.
    case lost

    /// Whether it can answer requests that were sent before.
    package var keepsRequests: Bool {
        switch self {
        case .welcomed, .draining: true
        case .greeting, .refused, .lost: false
        }
    }
}
