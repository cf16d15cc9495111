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
