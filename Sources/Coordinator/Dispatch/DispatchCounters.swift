package import Wire

/// What became of everything that a coordinator received. At every moment
/// `received = answered + failed + cancelled + abandoned + queued + dispatched`.
package struct DispatchCounters: Equatable, Sendable {
    /// Requests of welcomed edges.
    package internal(set) var received = 0
    /// Requests whose answer was sent to the edge.
    package internal(set) var answered = 0
    /// Requests that were refused or failed, by reason.
    package internal(set) var failed: [FailureCode: Int] = [:]
    /// Requests that their edge cancelled.
    package internal(set) var cancelled = 0
    /// Requests whose edge was lost.
    package internal(set) var abandoned = 0
    /// Requests waiting now.
    package internal(set) var queued = 0
    /// Live requests at workers now.
    package internal(set) var dispatched = 0

    /// Times that a request was given to a worker.
    package internal(set) var dispatches = 0
    /// Times that a request was given to a worker after the first.
    package internal(set) var redispatches = 0
    /// Answers that came when the request had ended: duplicates and late ones.
    package internal(set) var surplusAnswers = 0
    /// Messages that could not be used, by what was wrong.
    package internal(set) var rejections: [RejectionCode: Int] = [:]
    /// Hellos that were not accepted, by reason.
    package internal(set) var refusals: [RefusalCode: Int] = [:]
    /// Workers lost, not counting those that said goodbye.
    package internal(set) var workersLost = 0
    /// Edges lost, not counting those that said goodbye.
    package internal(set) var edgesLost = 0

    /// Makes counters of zero.
    package init() {}

    /// Whether every request is accounted for.
    package var isBalanced: Bool {
        received == answered + failed.values.reduce(0, +) + cancelled + abandoned + queued + dispatched
    }
}
