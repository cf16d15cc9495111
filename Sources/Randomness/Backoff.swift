/// How long to wait before the next attempt to connect: twice as long each time, up to a bound, shortened by a random
/// part of up to half, so that a thousand edges do not return in the same instant.
package struct Backoff: Sendable {
    private let first: Duration
    private let maximum: Duration
    private var bound: Duration
    private var generator: SeededGenerator

    /// Starts at `first`.
    package init(first: Duration, maximum: Duration, seed: UInt64) {
        self.first = first
        self.maximum = maximum
        bound = first
        generator = SeededGenerator(seed: seed)
    }

    /// The next delay, between half of the bound and the bound.
    package mutating func next() -> Duration {
        let delay = bound * Double.random(in: 0.5...1, using: &generator)
        bound = min(bound * 2, maximum)
        return delay
    }

    /// Starts over, after a success.
    package mutating func reset() {
        bound = first
    }
}
