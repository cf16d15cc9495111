/// Why a request gets no answer.
package enum FailureCode: UInt32, CaseIterable, Sendable {
    /// The budget ran out before the work began.
    case deadlinePassed = 1
    /// The budget could not have been met.
    case budgetTooShort
    /// The payload cannot be decoded or does not fit the region.
    case badPayload
    /// The worker could not compute.
    case workerError
    /// No worker is connected.
    case noWorkers
    /// The queue is full.
    case overloaded
    /// Its worker was lost as often as it may be.
    case workerLost
    /// The edge cancelled it.
    case cancelled
    /// The node is about to stop.
    case draining
    /// The payload is too large.
    case tooLarge
    /// The request's id was used before.
    case duplicateRequest
}
