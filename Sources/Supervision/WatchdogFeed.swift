/// Decides when a watchdog is told that the process lives: four times within its limit, and never while it is stuck.
package struct WatchdogFeed: Equatable, Sendable {
    private let interval: Duration
    private var fed: ContinuousClock.Instant?

    /// Begins with a watchdog that has counted since the start.
    package init(limit: Duration) {
        interval = limit / 4
    }

    /// Takes whether the process does its work, and returns whether the watchdog is to be told so now.
    package mutating func isDue(isAlive: Bool, at now: ContinuousClock.Instant) -> Bool {
        guard isAlive, fed.map({ now - $0 >= interval }) ?? true else { return false }
        fed = now
        return true
    }
}
