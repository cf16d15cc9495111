package import LinkShaping

/// Something that is done to a cluster while it is driven.
package struct ClusterEvent: Equatable, Sendable {
    /// What is done to a process, each by a signal.
    package enum Signal: String, CaseIterable, Sendable {
        /// SIGKILL: it is gone, without a word.
        case kill
        /// SIGSTOP: it stands still, its connections stay.
        case stop
        /// SIGCONT: it goes on.
        case `continue`
        /// SIGTERM: it takes no more, finishes and leaves.
        case drain
    }

    /// What is done.
    package enum Action: Equatable, Sendable {
        /// A signal to the process of that name.
        case signal(Signal, to: String)
        /// One more worker comes.
        case join
        /// The link between the edge and its coordinators changes.
        case link(ShapedLink.State)
    }

    /// When, counted from the start.
    package let time: Duration
    /// What.
    package let action: Action

    /// Names an event.
    package init(_ time: Duration, _ action: Action) {
        self.time = time
        self.action = action
    }
}

extension ClusterEvent.Action {
    /// What the report calls it.
    package var kind: String {
        switch self {
        case .signal(let signal, _): signal.rawValue
        case .join: "join"
        case .link(.cut): "cut"
        case .link(.silent): "silent"
        case .link(.open): "open"
        }
    }

    /// Whether it is about the link and not about processes.
    package var isOfLink: Bool { if case .link = self { true } else { false } }
}
