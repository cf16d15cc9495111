/// What became of a message given to a socket; what was not sent comes back whole.
package enum SendOutcome: ~Copyable {
    /// libzmq took it.
    case sent
    /// The peer takes no more at the moment, or nobody is connected.
    case wouldBlock(Message)
    /// The router knows no such peer (any more).
    case unreachable(Message)

    /// Whether libzmq took it.
    package var wasSent: Bool {
        switch self {
        case .sent: true
        case .wouldBlock: false
        case .unreachable: false
        }
    }
}
