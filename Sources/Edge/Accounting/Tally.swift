/// How many frames were captured, how many of them offered, and what became of these.
package struct Tally: Equatable, Sendable {
    /// Frames handed over by the source.
    package private(set) var offered = 0
    /// Frames that the source captured and did not hand over, by reason.
    package private(set) var skipped: [SkipReason: Int] = [:]
    /// Frames that ended, by outcome.
    package private(set) var outcomes: [Outcome: Int] = [:]
    /// Frames that have not ended.
    package private(set) var inFlight = 0

    /// A tally of nothing.
    package init() {}

    /// Frames that the source captured: those offered and those skipped.
    package var captured: Int { skipped.values.reduce(offered, +) }
    /// Frames that localization answered alone.
    package var exited: Int { outcomes[.exited, default: 0] }
    /// Frames that workers answered.
    package var focused: Int { outcomes[.focused, default: 0] }
    /// Hard frames that the edge answered itself.
    package var fallback: Int { sum { if case .fallback = $0 { true } else { false } } }
    /// Frames that are no pictures.
    package var rejected: Int { sum { if case .rejected = $0 { true } else { false } } }
    /// Frames that were not looked at.
    package var dropped: Int { sum { if case .dropped = $0 { true } else { false } } }

    /// Whether `offered = exited + focused + fallback + rejected + dropped + in flight`.
    package var isBalanced: Bool {
        inFlight >= 0 && offered == exited + focused + fallback + rejected + dropped + inFlight
    }

    private func sum(_ belongs: (Outcome) -> Bool) -> Int {
        outcomes.reduce(0) { belongs($1.key) ? $0 + $1.value : $0 }
    }

    mutating func skip(_ reason: SkipReason) {
        skipped[reason, default: 0] += 1
    }

    mutating func begin() {
        offered += 1
        inFlight += 1
    }

    mutating func end(_ outcome: Outcome) {
        outcomes[outcome, default: 0] += 1
        inFlight -= 1
    }

    /// Adds another tally, for sums over cameras and edges.
    package static func += (sum: inout Tally, other: Tally) {
        sum.offered += other.offered
        sum.inFlight += other.inFlight
        sum.skipped.merge(other.skipped, uniquingKeysWith: +)
        sum.outcomes.merge(other.outcomes, uniquingKeysWith: +)
    }
}
