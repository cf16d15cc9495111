/// A camera's frames by what became of them: `captured = offered + skipped`,
/// `offered = exited + focused + fallback + rejected + dropped + inFlight`.
package struct CameraState: Codable, Equatable, Sendable {
    /// The camera.
    package var name: String
    /// How its stream stands; nil where nobody reads one.
    package var stream: StreamState?
    /// Frames captured.
    package var captured = 0
    /// Frames captured and not handed over, by reason.
    package var skipped: [String: Int] = [:]
    /// Frames handed over.
    package var offered = 0
    /// Frames that have not ended.
    package var inFlight = 0
    /// Frames that ended.
    package var outcomes: [OutcomeCount] = []

    /// Frames that ended in one way.
    package struct OutcomeCount: Codable, Equatable, Sendable {
        /// exited, focused, fallback, rejected or dropped.
        package var outcome: String
        /// Why, where the outcome has a reason.
        package var reason: String?
        /// How many.
        package var count: Int

        /// Makes the count.
        package init(outcome: String, reason: String?, count: Int) {
            (self.outcome, self.reason, self.count) = (outcome, reason, count)
        }
    }

    /// The outcomes that a frame may have.
    package static let outcomeNames = ["exited", "focused", "fallback", "rejected", "dropped"]

    /// Makes the state of a camera without frames.
    package init(name: String) {
        self.name = name
    }

    /// Frames of one outcome, whatever the reason.
    package func count(_ outcome: String) -> Int {
        outcomes.reduce(0) { $1.outcome == outcome ? $0 + $1.count : $0 }
    }
}
