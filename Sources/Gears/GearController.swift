/// Picks the gear that holds the latency objective: to cheaper ones at once and as far as needed, to more accurate ones
/// after a time of calm and only where the workers are expected to have room.
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
    private var rate = RequestRate()
    private var changed: ContinuousClock.Instant?
    private var eased: ContinuousClock.Instant?
    private var patience: Duration
    /// The highest demand of the present period of calm and of the one before.
    private var peak = (now: 0.0, before: 0.0)
    private var period: ContinuousClock.Instant?
    private var recent: [ContinuousClock.Instant] = []

    /// Begins in the most accurate gear, or in the pinned one.
    ///
    /// - Throws: `GearError` where the policy does not fit the table.
    package init(_ table: GearTable, policy: GearPolicy) throws(GearError) {
        try policy.check(table)
        self.table = table
        self.policy = policy
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
        if changed == nil { changed = since }
        let requests = rate.count(seen.requests, at: seen.time)
        let demand = requests.map { $0 / seen.capacity }
        if seen.time - (period ?? since) >= patience { (peak, period) = ((0, peak.now), seen.time) }
        peak.now = max(peak.now, demand ?? 0)
        let held = seen.time - since
        if held > patience * 4 { patience = max(policy.patience, patience / 2) }
        guard held >= policy.dwell else { return false }
        if gear < lowest, let reason = reasonForCheaper(seen, demand, held) {
            return shift(to: cheaper(demand ?? 1), reason, at: seen.time)
        }
        if gear > 1, let better = moreAccurate(seen, held) {
            return shift(to: better, entry.cost > 0 ? .room : .trial, at: seen.time)
        }
        return false
    }

    private func reasonForCheaper(_ seen: GearObservation, _ demand: Double?, _ held: Duration) -> GearReason? {
        if let demand, demand > policy.overload { return .overload }
        guard seen.queueDelay > policy.longestWait else { return nil }
        // A backlog from before the last change drains by itself where the workers have room.
        let drains = (demand ?? 1) <= policy.target && changes > 0 && held < policy.drainTime
        return drains ? nil : .delay
    }

    /// The most accurate of the cheaper gears that fits the demand.
    private func cheaper(_ demand: Double) -> Int {
        (gear + 1...lowest).first { demand * ratio(to: $0) <= policy.target } ?? lowest
    }

    private func moreAccurate(_ seen: GearObservation, _ held: Duration) -> Int? {
        guard held >= patience, seen.queueDelay < policy.longestWait / 4,
            changesPerMinute(at: seen.time) < policy.changesPerMinute
        else { return nil }
        // Where nothing reaches the workers, nobody knows how much would.
        guard entry.cost > 0 else { return gear - 1 }
        let peak = max(peak.now, peak.before)
        return (1..<gear).first { peak * ratio(to: $0) <= policy.ease }
    }

    /// How much more a gear asks of the workers than the one in force.
    private func ratio(to other: Int) -> Double {
        entry.cost > 0 ? table.gears[other - 1].cost / entry.cost : 0
    }

    private mutating func shift(to other: Int, _ reason: GearReason, at now: ContinuousClock.Instant) -> Bool {
        if other < gear {
            eased = now
        } else if let eased, now - eased < patience * 2 {
            patience = min(patience * 2, policy.longestPatience)
        }
        gear = other
        self.reason = reason
        changes += 1
        changed = now
        peak = (0, 0)
        period = now
        rate.reset()
        recent.removeAll { now - $0 >= .seconds(60) }
        recent.append(now)
        return true
    }
}
