package import Metrics

/// What two models' clusters made of the same frames; those of several edges add up.
package struct ModelComparison: Codable, Equatable, Sendable {
    /// One model's side.
    package struct Side: Codable, Equatable, Sendable {
        /// From when a frame was scheduled until its answer, in seconds; of frames that both answered.
        package var latency = Histogram.seconds
        /// Frames that no worker answered in time.
        package var fallbacks = 0
        /// Frames that were not looked at.
        package var unseen = 0

        /// Nothing yet.
        package init() {}
    }

    /// The model file on trial.
    package var candidateModel: String
    /// Frames that ended on both sides.
    package var frames = 0
    /// Frames that both answered.
    package var answered = 0
    /// Those with the same class.
    package var agreed = 0
    /// The model at work.
    package var current = Side()
    /// The model on trial.
    package var candidate = Side()

    /// Nothing yet.
    package init(candidateModel: String) {
        self.candidateModel = candidateModel
    }

    /// Counts a frame.
    package mutating func record(current: MirroredEnding, candidate: MirroredEnding) {
        frames += 1
        Self.count(current, &self.current)
        Self.count(candidate, &self.candidate)
        guard case .answered(let old, let oldTime) = current, case .answered(let new, let newTime) = candidate else {
            return
        }
        answered += 1
        if old == new { agreed += 1 }
        self.current.latency.record(oldTime)
        self.candidate.latency.record(newTime)
    }

    /// Adds another edge's.
    package static func += (sum: inout ModelComparison, other: ModelComparison) {
        sum.frames += other.frames
        sum.answered += other.answered
        sum.agreed += other.agreed
        for side in [\ModelComparison.current, \ModelComparison.candidate] {
            sum[keyPath: side].latency += other[keyPath: side].latency
            sum[keyPath: side].fallbacks += other[keyPath: side].fallbacks
            sum[keyPath: side].unseen += other[keyPath: side].unseen
        }
    }

    private static func count(_ ending: MirroredEnding, _ side: inout Side) {
        switch ending {
        case .answered: break
        case .fallback: side.fallbacks += 1
        case .unseen: side.unseen += 1
        }
    }
}
