/// The least delay within a sliding interval: what is left of a queue when chance is taken away. A burst drains by itself;
/// a queue that never got shorter than this is one that stands (Nichols and Jacobson, "Controlling Queue Delay").
struct StandingDelay: Sendable {
    private let interval: Duration
    /// Delays that rise from the first to the last; the first is the least.
    private var rising: [(time: ContinuousClock.Instant, delay: Duration)] = []
    private var start: ContinuousClock.Instant?

    init(over interval: Duration) {
        self.interval = interval
    }

    /// Enters a delay; returns the least of the interval, or nil while no whole interval was seen.
    mutating func observe(_ delay: Duration, at time: ContinuousClock.Instant) -> Duration? {
        let start = start ?? time
        self.start = start
        while let last = rising.last, last.delay >= delay { rising.removeLast() }
        rising.append((time, delay))
        while let first = rising.first, time - first.time > interval { rising.removeFirst() }
        return time - start >= interval ? rising.first?.delay : nil
    }

    mutating func reset() {
        rising.removeAll(keepingCapacity: true)
        start = nil
    }
}
