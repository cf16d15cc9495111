/// A camera's stream at one moment.
package struct StreamState: Codable, Equatable, Sendable {
    /// connecting, live, stale, lost or ended.
    package var standing: String
    /// What is wrong; nil where nothing is.
    package var problem: String?
    /// How often the stream was opened.
    package var openings: Int
    /// How often it failed.
    package var failures: Int
    /// Seconds since the last frame; nil where none came.
    package var silence: Double?

    /// The standings that a stream may have.
    package static let standings = ["connecting", "live", "stale", "lost", "ended"]

    /// Makes the state.
    package init(standing: String, problem: String?, openings: Int, failures: Int, silence: Double?) {
        (self.standing, self.problem, self.silence) = (standing, problem, silence)
        (self.openings, self.failures) = (openings, failures)
    }
}
