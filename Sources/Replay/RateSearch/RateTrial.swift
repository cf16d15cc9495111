/// What one run at a rate showed, and whether the rate was held.
package struct RateTrial: Codable, Equatable, Sendable {
    /// Frames a second of all cameras together.
    package let rate: Double
    /// Frames that could have been answered: offered and not rejected.
    package let offered: Int
    /// Those that exited or were focused within the objective.
    package let good: Int
    /// p99 of all answers, in milliseconds; nil where there were none.
    @OrNull package private(set) var p99: Double?
    /// The means of what was in flight in the second and in the fourth quarter of the run.
    package let backlog: [Double]
    /// Whether the generator kept its schedule.
    package let isValid: Bool
    /// Whether the rate was held.
    package let held: Bool
    /// Why not.
    @OrNull package private(set) var reason: String?

    /// Judges a run.
    ///
    /// A rate is held where 99 % of the frames were answered as they are meant to be within the objective (so that a
    /// fallback or a drop counts as a miss), and where what was in flight did not grow: its mean in the last quarter is at
    /// most half as large again as in the second one, or the difference is below a tenth of a second's frames.
    package init(
        rate: Double, offered: Int, good: Int, p99: Double?, objective: Double, inFlight: [Int], fault: String?
    ) {
        func mean(_ part: ArraySlice<Int>) -> Double { Double(part.reduce(0, +)) / Double(max(1, part.count)) }
        let quarter = inFlight.count / 4
        let early = mean(inFlight[quarter..<2 * quarter])
        let late = mean(inFlight[3 * quarter..<4 * quarter])
        let reason: String? =
            if let fault {
                fault
            } else if offered == 0 {
                "no frame was offered"
            } else if let p99, p99 > objective {
                "p99 \(p99) ms"
            } else if Double(good) < 0.99 * Double(offered) {
                "\(offered - good) of \(offered) frames were not answered in time by exit or focus"
            } else if late > 1.5 * early, late - early > max(2, rate / 10) {
                "the backlog grew"
            } else {
                nil
            }
        self.rate = rate
        self.offered = offered
        self.good = good
        _p99 = OrNull(wrappedValue: p99)
        _reason = OrNull(wrappedValue: reason)
        backlog = [early, late]
        isValid = fault == nil
        held = reason == nil
    }
}
