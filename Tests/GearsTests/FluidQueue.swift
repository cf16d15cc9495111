import Gears

/// A focus pool as a fluid: a backlog that arrivals fill and the workers drain, steered by a controller.
struct FluidQueue {
    var controller: GearController
    let capacity: Double
    private(set) var time = ContinuousClock.now
    private(set) var backlog = 0.0
    private(set) var shifts: [(second: Double, gear: Int)] = []
    private var requests = 0.0

    init(_ controller: GearController, capacity: Double) {
        self.controller = controller
        self.capacity = capacity
    }

    var delay: Double { backlog / capacity }

    /// Runs for some seconds at a rate of frames that depends on the second; returns the longest delay after `settled`.
    mutating func run(seconds: Double, settled: Double = 0, rate: (Double) -> Double) -> Double {
        let step = 0.02
        var longest = 0.0
        for count in 0..<Int(seconds / step) {
            let second = Double(count) * step
            let arriving = rate(second) * controller.entry.focusShare * step
            requests += arriving
            // Requests that would wait longer than their budget are refused.
            backlog = min(max(0, backlog + arriving - capacity * step), capacity * 0.3)
            time += .seconds(step)
            let seen = GearObservation(
                time: time, queueDelay: .seconds(delay), utilization: backlog > 0 ? 1 : 0.5, requests: Int(requests),
                capacity: capacity)
            if controller.observe(seen) { shifts.append((second, controller.gear)) }
            if second >= settled { longest = max(longest, delay) }
        }
        return longest
    }
}

extension GearTable {
    /// Seven gears of falling share at focus.
    static let sample = GearTable(
        weights: String(repeating: "0", count: 64), geometry: String(repeating: "1", count: 64), reference: .labels,
        pictures: 500,
        gears: [0.4, 0.28, 0.2, 0.14, 0.1, 0.05, 0].enumerated().map { index, share in
            CalibratedGear(
                gear: index + 1, threshold: Double(6 - index) / 10, regionSide: 5,
                accuracy: 0.8 - 0.01 * Double(index),
                focusShare: share, gmacs: 0.3 + share, focusGMACs: 0.7, bytesPerFrame: 25_000 * share)
        })
}
