package import Edge

/// What was measured in a run so far. Nothing in it grows with the number of frames.
package struct ReplayBooks: Sendable {
    /// Latencies of final outcomes by outcome, from when the frame was due.
    package private(set) var latencies = LatencyBook()
    /// Latencies of all answers, whoever gave them; in the modes that hand frames over together also of whole queries.
    package private(set) var sums = LatencyBook()
    /// What happened when.
    package private(set) var timeline: Timeline
    /// Right answers, by outcome.
    package private(set) var accuracy: [String: AccuracyCount] = [:]
    /// Frames by outcome and reason.
    package private(set) var reasons: [String: [String: Int]] = [:]
    /// Answers by the worker that gave them.
    package private(set) var workers: [String: Int] = [:]
    /// Frames by the gear in force when they were treated, and how many of them were answered rightly.
    package private(set) var gears: [Int: GearCount] = [:]
    /// Changes of the gear, by when they were seen.
    package private(set) var gearChanges: [(time: Duration, gear: Int)] = []
    /// Frames that ended.
    package private(set) var ended = 0
    /// Frames that exited or were focused within the objective.
    package private(set) var good = 0
    /// When the last frame ended.
    package private(set) var lastEnd: Duration = .zero

    private let objective: Duration

    /// The name of all answers in `sums`.
    package static let answers = "answers"
    /// The name of whole queries in `sums`.
    package static let queries = "queries"

    /// Opens books.
    package init(objective: Duration, interval: Duration = .milliseconds(100)) {
        self.objective = objective
        timeline = Timeline(interval: interval)
    }

    /// A frame was due.
    package mutating func offered(at time: Duration) {
        timeline.offered(at: time)
    }

    /// A frame ended.
    ///
    /// - Parameters:
    ///   - label: its class, where that is known.
    ///   - time: when, counted from the start.
    package mutating func ended(_ outcome: FrameOutcome, label: Int?, at time: Duration) {
        guard let ending = outcome.outcome else { return }
        ended += 1
        lastEnd = max(lastEnd, time)
        latencies.record(outcome.elapsed, as: ending.name)
        timeline.ended(ending.name, at: time)
        if let reason = ending.reason { reasons[ending.name, default: [:]][reason, default: 0] += 1 }
        if let worker = outcome.worker { workers[worker, default: 0] += 1 }
        if let gear = outcome.gear { gears[gear, default: GearCount()].frames += 1 }
        guard let answer = outcome.answer else { return }
        if let gear = outcome.gear, let label {
            gears[gear, default: GearCount()].accuracy.count(isRight: answer.classIndex == label)
        }
        sums.record(outcome.elapsed, as: Self.answers)
        if ending == .exited || ending == .focused { good += outcome.elapsed <= objective ? 1 : 0 }
        if let label { accuracy[ending.name, default: AccuracyCount()].count(isRight: answer.classIndex == label) }
    }

    /// Frames that were handed over together are all answered.
    package mutating func endedQuery(after time: Duration) {
        sums.record(time, as: Self.queries)
    }

    /// The edge's state was looked at.
    package mutating func sampled(inFlight: Int, awaiting: Int, bytes: Int, at time: Duration) {
        timeline.sampled(inFlight: inFlight, awaiting: awaiting, bytes: bytes, at: time)
    }

    /// The gear in force was looked at.
    package mutating func sampled(gear: Int?, at time: Duration) {
        guard let gear, gear != gearChanges.last?.gear else { return }
        gearChanges.append((time, gear))
    }

    /// Right answers of all outcomes.
    package var totalAccuracy: Double? {
        let labelled = accuracy.values.reduce(0) { $0 + $1.labelled }
        return labelled == 0 ? nil : Double(accuracy.values.reduce(0) { $0 + $1.right }) / Double(labelled)
    }
}
