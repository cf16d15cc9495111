/// Chooses what is sent of hard frames, so that the link carries them within their budget: smaller payloads as soon as
/// frames wait for the link, more accurate ones after a time of calm, and none where even the smallest would come late.
///
/// A plain value, one for each coordinator's link: sendings, answers and a time in, a choice out. The forwarder feeds it
/// on its thread.
package struct PayloadChooser: Sendable {
    /// A point in time.
    package typealias Instant = ContinuousClock.Instant

    /// When it changes its mind.
    package struct Policy: Equatable, Sendable {
        /// How long a frame may take until its answer.
        package var budget: Duration
        /// The share of the budget that waiting for the link may take.
        package var waitingShare = 0.2
        /// The share of the budget within which what was sent must have arrived, or no more is sent.
        package var windowShare = 0.4
        /// The share of the link's rate that a smaller payload is chosen for.
        package var target = 0.85
        /// The share that a more accurate one must be expected to stay below.
        package var ease = 0.7
        /// The least time between two changes.
        package var dwell = Duration.seconds(1)
        /// How long what waits may take to drain before a smaller payload is taken for it alone.
        package var drainTime = Duration.seconds(5)
        /// The time of calm before a more accurate payload; it doubles each time that this was too early.
        package var patience = Duration.seconds(10)
        /// For how many such times it counts what the link carried.
        package var memory = 6
        /// The longest time of calm that is asked for.
        package var longestPatience = Duration.seconds(160)

        /// The usual policy for a budget.
        package init(budget: Duration) {
            self.budget = budget
        }
    }

    /// What may be chosen.
    package let menu: PayloadMenu
    /// The position of what is chosen.
    package private(set) var entry = 0
    /// Changes since the start.
    package private(set) var changes = 0
    /// Bytes a second that the link was seen to carry; nil while it was never busy.
    package var linkRate: Double? { link.rate?.value }

    private let policy: Policy
    private var link = LinkMeter()
    /// Frames that were to be sent lately.
    private var offered: [Instant] = []
    /// Bytes of a frame over what the menu says.
    private var scale = 1.0
    private var changed: Instant?
    private var raised: Instant?
    /// Since when no request waited long for the link.
    private var calm: Instant?
    /// Since when each has.
    private var waiting: Instant?
    private var patience: Duration

    /// Begins with the most accurate entry.
    package init(_ menu: PayloadMenu, policy: Policy) {
        self.menu = menu
        self.policy = policy
        patience = policy.patience
    }

    /// Whether a request may be sent now; where not, it would arrive too late, as would those after it.
    package mutating func takes(bytes: Int, at now: Instant) -> Bool {
        offered.append(now)
        while let first = offered.first, now - first > .seconds(2) { offered.removeFirst() }
        guard !link.isStuck(at: now) else { return false }
        guard let rate = linkRate else { return true }
        // As long as nothing waits the link may carry more than it did.
        let window = policy.budget * policy.windowShare * (waiting == nil ? 2 : 1)
        return link.unacknowledged == 0 || Double(link.unacknowledged + bytes) <= rate * (window / .seconds(1))
    }

    /// A request was sent.
    ///
    /// - Parameter entry: the position of what was sent of it.
    package mutating func sent(_ sequence: UInt64, bytes: Int, entry: Int, at now: Instant) {
        link.sent(sequence, bytes: bytes, at: now)
        scale += (Double(bytes) / Double(menu.entries[entry].bytes) - scale) / 16
    }

    /// Its answer came, or the news that none will.
    ///
    /// - Parameter away: how long it was with coordinator and worker; nil where that is not known.
    package mutating func answered(_ sequence: UInt64, away: Duration?, at now: Instant) {
        link.answered(sequence, away: away, at: now)
        guard away != nil, let transit = link.transit else { return }
        if transit - link.floor > policy.budget * policy.waitingShare {
            waiting = waiting ?? now
            calm = nil
        } else {
            waiting = nil
            calm = calm ?? now
        }
        choose(at: now)
    }

    /// The heartbeat that was sent last, of which it may be told more than once.
    package mutating func sentHeartbeat(_ sequence: UInt64, at now: Instant) {
        link.sentHeartbeat(sequence, at: now)
    }

    /// The coordinator says which heartbeat it had last: all that was sent before has arrived.
    package mutating func echoed(_ sequence: UInt64, at now: Instant) {
        guard link.echoed(sequence, at: now) else { return }
        waiting = waiting ?? now
        calm = nil
        choose(at: now)
    }

    /// The request is no longer waited for.
    package mutating func forget(_ sequence: UInt64) {
        link.forget(sequence)
    }

    /// The connection ended: what was under way is gone, what was learned of the link stays.
    package mutating func reset() {
        link.restart()
        (waiting, calm) = (nil, nil)
    }

    private mutating func choose(at now: Instant) {
        let held = changed.map { now - $0 } ?? .seconds(3600)
        guard held >= policy.dwell else { return }
        if let waiting, now - max(waiting, changed ?? waiting) >= policy.dwell / 2, entry + 1 < menu.entries.count,
            let rate = linkRate
        {
            // What waits from before a change drains by itself where the link has room.
            if changes > 0, held < policy.drainTime, load(entry) <= rate * policy.target { return }
            let next = (entry + 1..<menu.entries.count).first { load($0) <= rate * policy.target }
            change(to: next ?? menu.entries.count - 1, at: now)
        } else if let calm, entry > 0, now - max(calm, changed ?? calm) >= patience {
            let fitting = linkRate.flatMap { rate in (0..<entry).first { load($0) <= rate * policy.ease } }
            // What the link carried says little after a while, or once it carried more; one step is worth a trial then.
            let isOld = link.rate.map { $0.isExceeded || now - $0.measured > patience * policy.memory } ?? true
            if let next = fitting ?? (isOld ? entry - 1 : nil) { change(to: next, at: now) }
        }
    }

    /// Bytes a second that an entry would send.
    private func load(_ entry: Int) -> Double {
        Double(offered.count) / 2 * Double(menu.entries[entry].bytes) * scale
    }

    private mutating func change(to next: Int, at now: Instant) {
        if next < entry {
            raised = now
        } else if let raised {
            patience =
                now - raised < patience ? min(patience * 2, policy.longestPatience) : max(policy.patience, patience / 2)
        }
        entry = next
        changes += 1
        changed = now
    }
}
