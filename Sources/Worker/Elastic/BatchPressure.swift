import Wire

/// What the queue says of a batch when it is formed.
package struct BatchPressure: Sendable, Equatable {
    /// How long its oldest request has waited, at the coordinator and here together.
    package var waited = Duration.zero
    /// How long until the first of its edges gives up.
    package var slack = Duration.seconds(600)

    /// The smallest of the sides that gears ask for, where any does.
    package var requestedSide: Int?

    /// No pressure at all.
    package init() {}

    /// Reads a batch.
    ///
    /// - Parameter formed: when it was formed, as time since the worker's start.
    package init(_ batch: [PendingRequest], formed: Duration) {
        for request in batch {
            waited = max(waited, request.request.queued + (formed - request.arrived))
            slack = min(slack, request.deadline - formed)
            let side = request.request.compressedSide
            if side > 0 { requestedSide = min(side, requestedSide ?? side) }
        }
    }
}
