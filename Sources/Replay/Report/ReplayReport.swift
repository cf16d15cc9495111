/// What a run showed, for programs and for the page; docs/replay.md tells every key.
package struct ReplayReport: Codable, Sendable {
    /// The version of this layout.
    package var version = 1
    /// Whether the generator kept its schedule, so that the figures are the cluster's.
    package var valid: Bool
    /// Why not.
    package var invalid: [String]
    /// Whether every account added up, and the closing one with nothing in flight.
    package var conservation: Bool
    /// What the accounts were.
    package var conservationCheck: ConservationCheck
    /// What was asked for.
    package var settings: ReplaySettings
    /// What it ran on.
    package var hardware: Hardware
    /// How long frames were offered, or where answers decide when the next comes, how long the run took; in seconds.
    package var seconds: Double
    /// What became of the frames.
    package var account: Account
    /// Frames by outcome and reason.
    package var reasons: [String: [String: Int]]
    /// Answers by the worker that gave them.
    package var workers: [String: Int]
    /// Frames and accuracy by the gear in force; nil where no coordinator asked for one. Its changes are events.
    @OrNull package var gears: [String: GearCount]? = nil
    /// Latency by outcome, from when the frame was due, in milliseconds; outcomes that no frame had are left out.
    package var latency: [String: LatencySummary]
    /// The same of all answers together, whoever gave them.
    @OrNull package var answers: LatencySummary? = nil
    /// The same of whole queries, in the modes that hand frames over together.
    @OrNull package var queries: LatencySummary? = nil
    /// Latencies by outcome in buckets.
    package var histogram: [String: [LatencyBucket]]
    /// Frames that exited or were focused within the objective, a second.
    package var goodput: Double
    /// The share of labelled frames that were answered rightly; nil where no labels exist.
    @OrNull package var accuracy: Double? = nil
    /// The same by outcome.
    package var accuracyByOutcome: [String: AccuracyCount]
    /// Bytes sent to coordinators a frame that was offered.
    package var bytesPerFrame: Double
    /// What happened when.
    package var timeline: [Timeline.Entry]
    /// The length of an entry of the timeline, in seconds.
    package var timelineInterval: Double
    /// What was done to the cluster, and when.
    package var events: [Event]
    /// The share of its time that each worker had work, 0 to 1, as its closing account says; nil for coordinators elsewhere,
    /// and of searches. Workers that were killed gave no account.
    @OrNull package var utilization: [String: Double]? = nil
    /// What memory each process had: the generator, and those of a cluster of its own.
    package var memory: [String: MemoryBook.Summary]
    /// How late frames were handed over; nil where answers decide when the next comes.
    @OrNull package var schedule: ScheduleCheck.Summary? = nil
    /// The search for the highest held rate, where one was asked for.
    @OrNull package var rateSearch: RateSearchReport? = nil

    /// The closing account.
    package struct Account: Codable, Equatable, Sendable {
        /// Frames handed over.
        package var offered: Int
        /// What became of them.
        package var exited: Int, focused: Int, fallback: Int, rejected: Int, dropped: Int, inFlight: Int
    }

    /// Something that was done to the cluster.
    package struct Event: Codable, Equatable, Sendable {
        /// When, in seconds from the start.
        package var seconds: Double
        /// What: `kill`, `stop`, `drain`, `join`, `cut`, ...
        package var kind: String
        /// To whom.
        package var target: String
    }

    /// What the search for the highest held rate found.
    package struct RateSearchReport: Codable, Equatable, Sendable {
        /// The highest rate that was held twice, in frames a second of all cameras together; nil where none was.
        @OrNull package var held: Double? = nil
        /// The lowest rate that was not held; nil where all were.
        @OrNull package var failed: Double? = nil
        /// All runs.
        package var trials: [RateTrial]

        /// Puts the result together.
        package init(held: Double?, failed: Double?, trials: [RateTrial]) {
            self.held = held
            self.failed = failed
            self.trials = trials
        }
    }
}
