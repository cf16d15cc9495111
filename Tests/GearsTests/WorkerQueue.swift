import Foundation
import Gears
import Randomness

/// A focus pool as it is: hard frames that come at random, servers that take a fixed time, requests that are refused where they
/// would be late; steered by a controller that sees what a coordinator would.
struct WorkerQueue {
    var controller: GearController
    /// Whether edges tell how many frames they looked at.
    var tellsFrames = true
    /// How much less the servers do than they say.
    var slowness = 1.0
    let servers: Int
    let service: Double
    let budget: Double
    private(set) var second = 0.0
    private(set) var shifts: [(second: Double, gear: Int)] = []
    private(set) var answers: [(second: Double, latency: Double)] = []
    private(set) var refused: [Double] = []

    private let start = ContinuousClock.now
    private var generator: SeededGenerator
    private var frames = 0.0
    private var toldFrames = 0
    private var requests = 0
    private var free: [Double]
    /// When each accepted request begins.
    private var begins: [Double] = []

    init(_ controller: GearController, servers: Int, service: Double, budget: Double = 0.27, seed: UInt64 = 1) {
        self.controller = controller
        (self.servers, self.service, self.budget) = (servers, service, budget)
        free = Array(repeating: 0, count: servers)
        generator = SeededGenerator(seed: seed)
    }

    /// Requests a second that the servers say they can answer.
    var capacity: Double { Double(servers) / service }

    /// Runs for some seconds at a rate of frames that depends on the second.
    mutating func run(seconds: Double, rate: (Double) -> Double) {
        let tick = 0.02
        let origin = second
        for count in 1...Int(seconds / tick) {
            let end = origin + Double(count) * tick
            arrive(from: second, to: end, rate: rate(second - origin))
            second = end
            // Frames are told with heartbeats.
            if count.isMultiple(of: 25) { toldFrames = Int(frames) }
            begins.removeAll { $0 <= second }
            let seen = GearObservation(
                time: start + .seconds(second), queueDelay: .seconds(Double(begins.count) / capacity),
                utilization: 0, requests: requests,
                answered: answers.count - free.count { $0 > second }, frames: tellsFrames ? toldFrames : nil,
                capacity: capacity)
            if controller.observe(seen) { shifts.append((second, controller.gear)) }
        }
    }

    private mutating func arrive(from begin: Double, to end: Double, rate: Double) {
        frames += rate * (end - begin)
        let hard = rate * controller.entry.focusShare
        guard hard > 0 else { return }
        var time = begin
        while true {
            time -= log(1 - Double.random(in: 0..<1, using: &generator)) / hard
            if time >= end { return }
            requests += 1
            let next = free.indices.min { free[$0] < free[$1] } ?? 0
            let begins = max(time, free[next])
            guard begins + service * slowness <= time + budget else {
                refused.append(time)
                continue
            }
            free[next] = begins + service * slowness
            self.begins.append(begins)
            answers.append((time, free[next] - time))
        }
    }

    /// The most changes within any minute.
    var changesPerMinute: Int {
        shifts.map { first in shifts.count { (first.second..<first.second + 60).contains($0.second) } }.max() ?? 0
    }

    /// The share of all frames that the workers refused after a second.
    func refusedShare(after second: Double) -> Double {
        Double(refused.count { $0 >= second }) / frames * self.second / max(1, self.second - second)
    }

    /// The latency that 99 of 100 answers after a second are below.
    func latency99(after second: Double) -> Double {
        let sorted = answers.filter { $0.second >= second }.map(\.latency).sorted()
        return sorted.isEmpty ? 0 : sorted[sorted.count * 99 / 100]
    }
}
