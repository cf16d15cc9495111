/// Lets at most so many frames a second pass, evenly: over time exactly so many where more come.
package struct RateLimit: Sendable {
    private let interval: Duration
    private var due: ContinuousClock.Instant?

    /// Makes a limit of `rate` frames a second, above 0.
    package init(_ rate: Double) {
        interval = .seconds(1 / rate)
    }

    /// Whether a frame may pass.
    package func isDue(at time: ContinuousClock.Instant) -> Bool {
        due.map { time >= $0 } ?? true
    }

    /// A frame passed. What a late one lost is made up for, up to one interval.
    package mutating func pass(at time: ContinuousClock.Instant) {
        due = max(due ?? time, time - interval) + interval
    }
}
