/// How late the generator itself handed frames over: a run whose own schedule slipped measures the generator.
package struct ScheduleCheck: Sendable {
    /// The hundredth of frames that was handed over latest may be this late.
    package let bound: Duration

    private var lateness = LatencyBook()

    /// Opens a check.
    package init(bound: Duration = .milliseconds(10)) {
        self.bound = bound
    }

    /// A frame was handed over this long after it was due.
    package mutating func handedOver(late time: Duration) {
        lateness.record(time, as: "late")
    }

    /// What reports say; nil where frames were not due at a time of their own.
    package var summary: Summary? {
        lateness.summary("late").map {
            Summary(p50: $0.p50, p99: $0.p99, max: $0.max, bound: bound / .milliseconds(1))
        }
    }

    /// Why the run does not count; nil where the schedule was kept.
    package var fault: String? {
        guard let summary, summary.p99 > summary.bound else { return nil }
        return """
            the generator fell behind its own schedule: 1 % of the frames were handed over \(summary.p99) ms late or \
            more, \(summary.bound) ms are accepted; offer fewer frames, use --edges recorded, run the cluster on another \
            machine, or accept more with --lateness
            """
    }

    /// How late frames were handed over, in milliseconds.
    package struct Summary: Codable, Equatable, Sendable {
        /// Half of them no later than this.
        package let p50: Double
        /// 99 % of them no later than this.
        package let p99: Double
        /// The latest.
        package let max: Double
        /// What p99 may be.
        package let bound: Double
    }
}
