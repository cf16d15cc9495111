import Metrics

/// What a candidate must hold against the model at work before it takes its place.
package struct RolloutTerms: Equatable, Sendable {
    /// Frames that both must have answered before anything is said.
    package var frames = 300
    /// The share of frames with the same class.
    package var agreement = 0.9
    /// How many times as long its 99th percentile may be.
    package var slowdown = 1.5
    /// The share of frames by which it may fall back, or not look, more often.
    package var misses = 0.01

    /// The default terms.
    package init() {}

    /// Judges what was seen so far.
    package func verdict(on seen: ModelComparison) -> RolloutVerdict {
        let missed = excessMisses(seen)
        guard seen.answered >= frames || (seen.frames >= 2 * frames && missed > misses) else {
            return .undecided("\(seen.answered) of \(frames) frames are answered by both")
        }
        var reasons: [String] = []
        if missed > misses {
            reasons.append("it misses \(Self.percent(missed)) more frames, at most \(Self.percent(misses))")
        }
        // What a share of so few frames may be by chance (Wilson, 95 %) decides neither for nor against.
        let range = Self.range(seen.agreed, of: seen.answered)
        let share = Double(seen.agreed) / Double(max(1, seen.answered))
        if range.upperBound < agreement {
            reasons.append("it agrees on \(Self.percent(share)) of the frames, at least \(Self.percent(agreement))")
        }
        if let old = seen.current.latency.quantile(0.99), let new = seen.candidate.latency.quantile(0.99),
            new > slowdown * old
        {
            reasons.append(
                "its p99 is \(Self.milliseconds(new)), that of the model at work \(Self.milliseconds(old)): more than "
                    + "\(slowdown) times")
        }
        guard reasons.isEmpty else { return .rollBack(reasons) }
        guard range.lowerBound >= agreement else {
            return .undecided(
                "it agrees on \(Self.percent(share)) of \(seen.answered) frames, which may by chance be less than "
                    + Self.percent(agreement))
        }
        return .roll
    }

    private func excessMisses(_ seen: ModelComparison) -> Double {
        let (old, new) = (seen.current, seen.candidate)
        return Double(new.fallbacks + new.unseen - old.fallbacks - old.unseen) / Double(max(1, seen.frames))
    }

    /// Wilson's interval for a share, at 95 %.
    static func range(_ count: Int, of total: Int) -> ClosedRange<Double> {
        guard total > 0 else { return 0...1 }
        let (n, p, z) = (Double(total), Double(count) / Double(total), 1.96)
        let centre = (p + z * z / (2 * n)) / (1 + z * z / n)
        let half = z / (1 + z * z / n) * (p * (1 - p) / n + z * z / (4 * n * n)).squareRoot()
        return max(0, centre - half)...min(1, centre + half)
    }

    private static func percent(_ share: Double) -> String { "\((share * 1000).rounded() / 10) %" }
    private static func milliseconds(_ seconds: Double) -> String { "\((seconds * 10_000).rounded() / 10) ms" }
}

/// What to do with a candidate.
package enum RolloutVerdict: Equatable, Sendable {
    /// Too little was seen; what is missing.
    case undecided(String)
    /// It may take the place of the model at work.
    case roll
    /// It must not; why.
    case rollBack([String])
}
