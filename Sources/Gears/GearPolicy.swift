/// What gears are to hold, and how quickly they may change.
package struct GearPolicy: Equatable, Sendable {
    /// How late answers may be, from when their frame was due.
    package var objective: Duration
    /// The lowest accuracy that may be paid for it, 0 to 1; nil allows every gear.
    package var floor: Double?
    /// The gear that is kept whatever the load; nil lets the load decide.
    package var pinned: Int?

    /// The share of the objective that waiting for a worker may take.
    package var waitingShare = 0.4
    /// For how long requests must have waited longer than that before it counts.
    package var standing = Duration.milliseconds(500)
    /// Demand over capacity above which a cheaper gear is taken at once.
    package var overload = 0.95
    /// The demand over capacity that a cheaper gear is chosen for.
    package var target = 0.8
    /// The demand over capacity that a more accurate gear must be expected to stay below.
    package var ease = 0.65
    /// By how many standard deviations demand must be above `overload` or below `ease` to be taken for more than chance.
    package var certainty = 3.0
    /// The least time between two changes.
    package var dwell = Duration.seconds(1)
    /// How long a backlog may take to drain before a cheaper gear is taken for it alone.
    package var drainTime = Duration.seconds(2)
    /// The time of calm before a more accurate gear is tried. It doubles each time that this was too early.
    package var patience = Duration.seconds(10)
    /// The longest time of calm that is asked for.
    package var longestPatience = Duration.seconds(120)
    /// How long it counts that a gear failed: the first time, and at most. It doubles each time that it fails again.
    package var memory = Duration.seconds(60)...Duration.seconds(960)
    /// Changes within a minute after which none to a more accurate gear is made.
    package var changesPerMinute = 4

    /// Makes a policy for an objective.
    package init(objective: Duration, floor: Double? = nil, pinned: Int? = nil) {
        self.objective = objective
        self.floor = floor
        self.pinned = pinned
    }

    /// Checks the policy against a table.
    ///
    /// - Throws: `GearError` that names the setting, its value and what is possible.
    package func check(_ table: GearTable) throws(GearError) {
        if objective <= .zero { throw GearError("objective \(objective): expected above 0") }
        if let pinned, !(1...table.gears.count).contains(pinned) {
            throw GearError("gear \(pinned): the table has gears 1 to \(table.gears.count)")
        }
        if let floor, let best = table.gears.first?.accuracy, floor > best {
            throw GearError("a floor of \(floor): the most accurate gear has \(best)")
        }
    }

    /// How long a request may wait for a worker.
    var longestWait: Duration { objective * waitingShare }
}
