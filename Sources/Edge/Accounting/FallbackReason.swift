package import Wire

/// Why the edge answered a hard frame itself.
package enum FallbackReason: Hashable, Sendable {
    /// As many frames or bytes wait for workers' answers as may wait.
    case saturated
    /// The frame's budget ran out.
    case deadline
    /// The edge was started without coordinators.
    case noCoordinator
    /// No coordinator can be reached.
    case coordinatorLost
    /// Every coordinator refuses this edge.
    case refused(RefusalCode)
    /// The coordinator or a worker said that no answer will come.
    case failed(FailureCode)
    /// The answer names a class that this model does not have.
    case unusableAnswer
    /// The payload could not be made.
    case notEncoded
    /// The edge was stopping.
    case stopping

    /// The reason's name in reports and metrics.
    package var name: String {
        switch self {
        case .saturated: "saturated"
        case .deadline: "deadline"
        case .noCoordinator: "noCoordinator"
        case .coordinatorLost: "coordinatorLost"
        case .refused(let code): "refused.\(code)"
        case .failed(let code): "failed.\(code)"
        case .unusableAnswer: "unusableAnswer"
        case .notEncoded: "notEncoded"
        case .stopping: "stopping"
        }
    }
}
