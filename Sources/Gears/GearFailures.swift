/// What is remembered of gears that asked too much of the workers: at which utilization, and for how long that counts.
///
/// A gear that held less than the table had promised is measured by what it held. The memory fades, because the workers
/// may be better by then; each time that this was wrong it lasts twice as long.
struct GearFailures: Sendable {
    private struct Failure {
        var utilization: Double
        var until: ContinuousClock.Instant
        var memory: Duration
    }

    private let memory: ClosedRange<Duration>
    private var failures: [Int: Failure] = [:]

    /// Begins without any.
    ///
    /// - Parameter memory: how long a first failure counts, and any at most.
    init(memory: ClosedRange<Duration>) {
        self.memory = memory
    }

    /// A gear was left for a cheaper one at an expected utilization.
    mutating func enter(_ gear: Int, utilization: Double, at now: ContinuousClock.Instant) {
        var lasts = memory.lowerBound
        if let last = failures[gear], now < last.until + last.memory { lasts = min(last.memory * 2, memory.upperBound) }
        failures[gear] = Failure(utilization: utilization, until: now + lasts, memory: lasts)
    }

    /// The expected utilization at which a gear failed lately; nil where it did not.
    func utilization(of gear: Int, at now: ContinuousClock.Instant) -> Double? {
        failures[gear].flatMap { now < $0.until ? $0.utilization : nil }
    }
}
