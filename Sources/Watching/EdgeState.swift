package import Metrics

/// An edge at one moment.
package struct EdgeState: Codable, Sendable {
    /// The exit threshold.
    package var threshold: Double
    /// What is sent of hard frames.
    package var payload: String
    /// A frame's budget in seconds.
    package var budget: Double
    /// The cameras by name.
    package var cameras: [CameraState] = []
    /// From when a frame was scheduled until its final answer, by outcome.
    package var latency: [String: Histogram] = [:]
    /// How long frames were at each station, in the order of a frame's way.
    package var stations: [StationState] = []
    /// The coordinators.
    package var links: [LinkState] = []
    /// Hard frames that wait for workers' answers.
    package var held = 0
    /// Sendings beyond each frame's first.
    package var resent = 0
    /// Answers that came too late, twice, or unasked.
    package var surplusAnswers = 0
    /// Messages of coordinators that could not be used.
    package var unusableMessages = 0

    /// Where results go, by name.
    package var sinks: [Sink] = []
    /// Where results and hard frames wait.
    package var spools: [Spool] = []

    /// A sink.
    package struct Sink: Codable, Sendable {
        /// Its name in the configuration.
        package var name: String
        /// Results that it has.
        package var delivered: Int
        /// Results that it will never take.
        package var refused: Int
        /// Attempts that failed.
        package var failures: Int
        /// Results that wait for it.
        package var waiting: Int
        /// Seconds since the frame of the oldest result that it has not taken; 0 where none waits.
        package var oldest: Double
        /// Results that were dropped before it had them.
        package var missed: Int
        /// Why it takes nothing; nil where it does.
        package var obstacle: String?

        /// Makes the state.
        package init(
            name: String, delivered: Int, refused: Int, failures: Int, waiting: Int, oldest: Double, missed: Int,
            obstacle: String?
        ) {
            (self.name, self.delivered, self.refused, self.failures) = (name, delivered, refused, failures)
            (self.waiting, self.oldest, self.missed, self.obstacle) = (waiting, oldest, missed, obstacle)
        }
    }

    /// A spool.
    package struct Spool: Codable, Sendable {
        /// What it keeps.
        package var name: String
        /// Bytes on disk.
        package var bytes: Int
        /// Bytes in memory.
        package var memoryBytes: Int
        /// Records that were dropped before they were written.
        package var lost: Int
        /// Why nothing is written; nil where it is.
        package var failure: String?

        /// Makes the state.
        package init(name: String, bytes: Int, memoryBytes: Int, lost: Int, failure: String?) {
            (self.name, self.bytes, self.memoryBytes) = (name, bytes, memoryBytes)
            (self.lost, self.failure) = (lost, failure)
        }
    }

    /// A station and how long frames were there.
    package struct StationState: Codable, Sendable {
        /// The station's name.
        package var name: String
        /// The durations.
        package var durations: Histogram

        /// Makes the state.
        package init(name: String, durations: Histogram) {
            (self.name, self.durations) = (name, durations)
        }
    }

    /// Makes the state of an edge that has seen nothing.
    package init(threshold: Double, payload: String, budget: Double) {
        (self.threshold, self.payload, self.budget) = (threshold, payload, budget)
    }
}
