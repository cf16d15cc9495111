/// Picks the gear that holds the latency objective: to cheaper ones at once and as far as needed, to more accurate ones
/// after a time of calm and only where the workers are expected to have room.
///
/// It thinks in frames a second. The table tells what share of them each gear sends to focus, so what one gear asks of
/// the workers tells what another one would. Chance is kept out on both sides: the way down needs a queue that stands or
/// more requests than chance explains, the way up fewer than chance explains.
///
/// A plain value: observations in, changes out. The coordinator feeds it on its socket thread.
package struct GearController: Sendable {
    /// The gears, the most accurate first.
    package let table: GearTable
    /// What is held.
    package let policy: GearPolicy
    /// The gear in force, from 1.
    package private(set) var gear: Int
    /// Why.
    package private(set) var reason: GearReason
    /// Changes since the start.
    package private(set) var changes = 0

    private let lowest: Int
    private var pool = PoolCapacity()
    private var latest = RequestRate()
    private var calm = CalmDemand()
    private var standing: StandingDelay
    private var failures: GearFailures
    private var yield = FrameYield()
    /// Frames a second that the edges told when the gear changed.
    private var told: Double?
    private var changed: ContinuousClock.Instant?
    private var eased: ContinuousClock.Instant?
    private var patience: Duration
    private var recent: [ContinuousClock.Instant] = []

    /// Begins in the most accurate gear, or in the pinned one.
    ///
    /// - Throws: `GearError` where the policy does not fit the table.
    package init(_ table: GearTable, policy: GearPolicy) throws(GearError) {
        try policy.check(table)
        self.table = table
        self.policy = policy
        standing = StandingDelay(over: policy.standing)
        failures = GearFailures(memory: policy.memory)
        patience = policy.patience
        gear = policy.pinned ?? 1
        reason = policy.pinned == nil ? .start : .pinned
        lowest = table.gears.last { $0.accuracy >= policy.floor ?? 0 }?.gear ?? 1
    }

    /// What the gear in force was measured to be.
    package var entry: CalibratedGear { table.gears[gear - 1] }

    /// Changes within the minute before a time.
    package func changesPerMinute(at now: ContinuousClock.Instant) -> Int {
        recent.count { now - $0 < .seconds(60) }
    }

    /// Takes in what is seen, and says whether the gear changed.
    package mutating func observe(_ seen: GearObservation) -> Bool {
        guard policy.pinned == nil, seen.capacity > 0 else { return false }
        let since = changed ?? seen.time
        changed = since
        pool.observe(expected: seen.capacity, answered: seen.answered, at: seen.time)
        let requests = latest.count(seen.requests, at: seen.time)
        let delay = standing.observe(seen.queueDelay, at: seen.time)
        if let second = calm.count(
            requests: seen.requests, frames: seen.frames, at: seen.time, keeping: patience), entry.focusShare > 0
        {
            let requests = Double(second.requests)
            yield.learn(requests: requests, reckoned: frames(requests), told: Double(second.frames))
        }
        let held = seen.time - since
        if held > patience * 4 { patience = max(policy.patience, patience / 2) }
        guard held >= policy.dwell else { return false }
        if gear < lowest, let reason = reasonForCheaper(seen, requests, delay, held) {
            let demand = frames(requests.map(likelyRate) ?? 0)
            let cheaper = (gear + 1...lowest).first { fits($0, demand, policy.target, seen) } ?? lowest
            learnYield(from: requests)
            return shift(to: cheaper, reason, demand, seen)
        }
        if gear > 1, held >= patience, seen.queueDelay < policy.longestWait / 4,
            changesPerMinute(at: seen.time) < policy.changesPerMinute, let (better, reason) = moreAccurate(seen)
        {
            return shift(to: better, reason, 0, seen)
        }
        return false
    }

    private func reasonForCheaper(
        _ seen: GearObservation, _ requests: Arrivals?, _ delay: Duration?, _ held: Duration
    ) -> GearReason? {
        let rate = requests?.rate ?? 0
        let long = calm.requests.flatMap { $0.time >= .seconds(3) ? $0.rate(below: 1) : nil }
        let certain = max(requests?.rate(below: policy.certainty) ?? 0, long ?? 0)
        // Where nobody waits, the workers do more than is believed.
        if min(rate, certain) / pool.value > policy.overload, seen.queueDelay > policy.longestWait / 4 {
            return .overload
        }
        guard let delay, delay > policy.longestWait else { return nil }
        // A backlog from before the last change drains by itself where the workers have room.
        let drains = rate / pool.value <= policy.overload && changes > 0 && held < policy.drainTime
        return drains ? nil : .delay
    }

    /// The rate of the last second where it differs from that of the time before by more than chance explains; otherwise
    /// what queued up was a burst, and says little of what comes next.
    private func likelyRate(_ latest: Arrivals) -> Double {
        guard let before = calm.requests, before.time >= .seconds(3) else { return latest.rate }
        return latest.rate(below: policy.certainty) > before.rate ? latest.rate : before.rate
    }

    private func moreAccurate(_ seen: GearObservation) -> (Int, GearReason)? {
        guard let demand = highestDemand else {
            // Nothing reaches the workers and no edge tells its frames, so nobody knows how much would come.
            return failures.utilization(of: gear - 1, at: seen.time) == nil ? (gear - 1, .trial) : nil
        }
        return (1..<gear).first { fits($0, demand, policy.ease, seen) }.map { ($0, .room) }
    }

    /// The frames a second of the time of calm, at most: as edges tell them, for there are more of them than requests and
    /// chance plays less; at least what the requests say. Nil where neither is known.
    private var highestDemand: Double? {
        let told = yield.value.flatMap { ratio in
            calm.frames.map { max($0.rate(above: policy.certainty), calm.mostFrames ?? 0) * ratio }
        }
        guard entry.focusShare > 0 else { return told }
        guard let requests = calm.requests else { return nil }
        let peak = calm.seconds.map { $0.rate(below: policy.certainty) }.max() ?? 0
        let mean = told == nil ? requests.rate(above: policy.certainty) : requests.rate
        return max(told ?? 0, frames(max(peak, mean)))
    }

    /// What a gear that failed at once tells, against the frames from before.
    private mutating func learnYield(from requests: Arrivals?) {
        guard yield.value == nil, let requests, let told, entry.focusShare > 0 else { return }
        yield.learn(
            requests: requests.count, reckoned: frames(requests.count), told: told * (requests.time / .seconds(1)))
    }

    /// The frames a second that make so many requests in the gear in force.
    private func frames(_ requests: Double) -> Double {
        entry.focusShare > 0 ? requests / entry.focusShare : 0
    }

    /// The utilization of the workers that is to be expected of a gear.
    private func utilization(_ other: Int, _ demand: Double) -> Double {
        demand * table.gears[other - 1].cost / (pool.value * entry.focusGMACs)
    }

    /// Whether a gear is expected to stay below a utilization, or accordingly lower where it failed lately.
    private func fits(_ other: Int, _ demand: Double, _ limit: Double, _ seen: GearObservation) -> Bool {
        let failed = failures.utilization(of: other, at: seen.time) ?? policy.overload
        return utilization(other, demand) <= limit * min(1, failed / policy.overload)
    }

    private mutating func shift(
        to other: Int, _ reason: GearReason, _ demand: Double, _ seen: GearObservation
    ) -> Bool {
        if other < gear {
            eased = seen.time
        } else {
            // Those that are passed over would have failed too, but there is nothing to learn of them.
            for passed in gear..<other {
                failures.enter(
                    passed, utilization: passed == gear ? utilization(gear, demand) : policy.overload,
                    at: seen.time)
            }
            if let eased, seen.time - eased < patience { patience = min(patience * 2, policy.longestPatience) }
        }
        gear = other
        self.reason = reason
        changes += 1
        changed = seen.time
        if let frames = calm.frames { told = frames.rate }
        latest.reset()
        calm.reset()
        standing.reset()
        recent.removeAll { seen.time - $0 >= .seconds(60) }
        recent.append(seen.time)
        return true
    }
}
