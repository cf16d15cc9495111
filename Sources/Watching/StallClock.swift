/// Tells for how long nothing has been done although there was something to do.
package struct StallClock: Equatable, Sendable {
    private var done = 0
    private var moved: ContinuousClock.Instant?

    /// Begins to watch.
    package init() {}

    /// Takes how much has been done so far and how much waits, and returns for how long the latter waits in vain.
    package mutating func observe(done: Int, waiting: Int, at now: ContinuousClock.Instant) -> Duration {
        if waiting <= 0 || done != self.done { moved = nil }
        self.done = done
        guard waiting > 0 else { return .zero }
        let since = moved ?? now
        moved = since
        return now - since
    }
}
