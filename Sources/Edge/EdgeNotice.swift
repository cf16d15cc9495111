package import Wire

/// What an edge says of its coordinators when something changes.
package enum EdgeNotice: Equatable, Sendable, CustomStringConvertible {
    /// A coordinator accepts it.
    case welcomed(endpoint: String, coordinator: String)
    /// A coordinator does not accept it.
    case refused(endpoint: String, Refusal)
    /// A coordinator is about to stop.
    case draining(endpoint: String)
    /// A coordinator cannot be reached.
    case lost(endpoint: String)

    /// One line for people.
    package var description: String {
        switch self {
        case .welcomed(let endpoint, let coordinator): "coordinator \(coordinator) at \(endpoint) accepts this edge"
        case .refused(let endpoint, let refusal):
            "the coordinator at \(endpoint) refuses this edge (\(refusal.code)): \(refusal.reason); "
                + "hard frames are answered elsewhere or here"
        case .draining(let endpoint): "the coordinator at \(endpoint) is about to stop"
        case .lost(let endpoint):
            "the coordinator at \(endpoint) cannot be reached; trying again. Check that it runs, the address and the keys"
        }
    }
}
