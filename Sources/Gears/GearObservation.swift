/// What a coordinator sees of its load at one moment.
package struct GearObservation: Sendable {
    /// When.
    package var time: ContinuousClock.Instant
    /// What a request waits before its work begins.
    package var queueDelay: Duration
    /// Share of the workers that have something to do, 0 to 1.
    package var utilization: Double
    /// Focus requests that came since the start, refused ones included.
    package var requests: Int
    /// Those of them that workers have answered.
    package var answered: Int
    /// Frames that the edges looked at since the start; nil where they do not tell.
    package var frames: Int?
    /// Focus requests a second that the workers can answer.
    package var capacity: Double

    /// Makes an observation.
    package init(
        time: ContinuousClock.Instant, queueDelay: Duration, utilization: Double, requests: Int, answered: Int = 0,
        frames: Int? = nil, capacity: Double
    ) {
        self.time = time
        self.queueDelay = queueDelay
        self.utilization = utilization
        self.requests = requests
        self.answered = answered
        self.frames = frames
        self.capacity = capacity
    }
}
