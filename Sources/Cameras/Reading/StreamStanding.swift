/// How a camera's stream stands.
package enum StreamStanding: Equatable, Sendable {
    /// No frame has come yet.
    case connecting
    /// Frames come.
    case live
    /// None come, and it is tried again.
    case lost(CameraError)
    /// None will come any more.
    case ended

    /// The standing's name in state and metrics.
    package var name: String {
        switch self {
        case .connecting: "connecting"
        case .live: "live"
        case .lost(let error): error.kind == .stale ? "stale" : "lost"
        case .ended: "ended"
        }
    }

    /// What is wrong; nil where nothing is.
    package var problem: String? {
        guard case .lost(let error) = self else { return nil }
        return error.description
    }
}
