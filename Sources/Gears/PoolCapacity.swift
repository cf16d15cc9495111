/// Requests a second that the workers can answer: what the coordinator takes them to do, which jumps with every answer,
/// averaged; and at least what they did lately.
struct PoolCapacity: Sendable {
    /// Over what time the expectation is averaged.
    private static let smoothing = Duration.seconds(2)
    /// How long it counts what they did.
    private static let memory = Duration.seconds(60)

    private var expected = 0.0
    private var proven = 0.0
    private var observed: ContinuousClock.Instant?
    private var start: (time: ContinuousClock.Instant, answered: Int)?

    /// The estimate; 0 before the first observation.
    var value: Double { max(expected, proven) }

    /// Takes in the expectation and how many were answered since the start.
    mutating func observe(expected now: Double, answered: Int, at time: ContinuousClock.Instant) {
        let passed = observed.map { time - $0 } ?? .seconds(3600)
        observed = time
        expected += (now - expected) * (passed / (passed + Self.smoothing))
        proven *= 1 - min(1, passed / Self.memory)
        guard let first = start else {
            start = (time, answered)
            return
        }
        guard time - first.time >= .seconds(2) else { return }
        // At least: in a short time one more may happen to be done.
        proven = max(proven, Arrivals(count: Double(answered - first.answered), time: time - first.time).rate(below: 1))
        start = (time, answered)
    }
}
