/// How busy somebody is.
package struct Load: Equatable, Sendable {
    /// What a request waited lately before its work began.
    package var queueDelay: Duration
    /// Share of the time that it was busy, 0 to 1.
    package var utilization: Float
    /// Requests waiting.
    package var queued: Int
    /// Requests in work.
    package var inFlight: Int

    /// Makes the value; bounds are checked when it is read from the network, see `Bounds`.
    package init(queueDelay: Duration = .zero, utilization: Float = 0, queued: Int = 0, inFlight: Int = 0) {
        self.queueDelay = queueDelay
        self.utilization = utilization
        self.queued = queued
        self.inFlight = inFlight
    }
}
