/// The rate of focus requests over a sliding window, which begins afresh with each gear.
struct RequestRate: Sendable {
    private static let window = Duration.seconds(1)
    /// A shorter time tells nothing.
    private static let least = Duration.milliseconds(300)
    private static let spacing = Duration.milliseconds(20)

    private var samples: [(time: ContinuousClock.Instant, requests: Int)] = []

    /// Enters a count; returns what came within the window, or nil while too little was seen.
    mutating func count(_ requests: Int, at time: ContinuousClock.Instant) -> Arrivals? {
        guard let first = samples.first, let last = samples.last else {
            samples.append((time, requests))
            return nil
        }
        if time - last.time >= Self.spacing { samples.append((time, requests)) }
        while samples.count > 2, time - samples[1].time >= Self.window { samples.removeFirst() }
        let start = samples.first ?? first
        guard time - start.time >= Self.least else { return nil }
        return Arrivals(count: Double(requests - start.requests), time: time - start.time)
    }

    mutating func reset() {
        samples.removeAll(keepingCapacity: true)
    }
}
