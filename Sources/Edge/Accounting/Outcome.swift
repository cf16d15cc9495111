/// How a frame ended; every frame ends in exactly one of these.
package enum Outcome: Hashable, Sendable {
    /// Localization was confident.
    case exited
    /// A worker answered.
    case focused
    /// The edge answered a hard frame itself.
    case fallback(FallbackReason)
    /// It is no picture that can be answered.
    case rejected(RejectionReason)
    /// It was not looked at.
    case dropped(DropReason)

    /// The outcome's name in reports and metrics.
    package var name: String {
        switch self {
        case .exited: "exited"
        case .focused: "focused"
        case .fallback: "fallback"
        case .rejected: "rejected"
        case .dropped: "dropped"
        }
    }

    /// The reason's name in reports and metrics, where the outcome has one.
    package var reason: String? {
        switch self {
        case .exited, .focused: nil
        case .fallback(let reason): reason.name
        case .rejected(let reason): reason.rawValue
        case .dropped(let reason): reason.rawValue
        }
    }
}
