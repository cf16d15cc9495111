import Randomness

/// What a sink does after each attempt to deliver: which results it is done with, and how long it waits.
///
/// A plain value.
package struct DeliveryPolicy: Sendable {
    /// What to do next.
    package struct Step: Equatable, Sendable {
        /// How many of the results are done with.
        package var done: Int
        /// How long to wait before the next attempt; zero to go on at once.
        package var wait: Duration
    }

    /// Results that were delivered.
    package private(set) var delivered = 0
    /// Results that were refused for good.
    package private(set) var refused = 0
    /// Attempts that failed.
    package private(set) var failures = 0
    /// Why the last attempt failed, where none succeeded since.
    package private(set) var obstacle: String?

    private var backoff: Backoff

    /// Waits 0.5 s after a failure, then twice as long each time, up to a bound.
    package init(first: Duration = .milliseconds(500), maximum: Duration = .seconds(30), seed: UInt64) {
        backoff = Backoff(first: first, maximum: maximum, seed: seed)
    }

    /// An attempt to deliver some results has ended.
    package mutating func step(after delivery: Delivery, of count: Int) -> Step {
        switch delivery {
        case .delivered:
            delivered += count
            return succeed(done: count)
        case .refused(let before, _):
            delivered += before
            refused += 1
            return succeed(done: min(before + 1, count))
        case .failed(let before, let reason):
            delivered += before
            failures += 1
            if before > 0 { backoff.reset() }
            obstacle = reason
            return Step(done: before, wait: backoff.next())
        }
    }

    private mutating func succeed(done: Int) -> Step {
        backoff.reset()
        obstacle = nil
        return Step(done: done, wait: .zero)
    }
}
