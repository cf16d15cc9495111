/// When the next frames are handed over: the rules of MLPerf's scenarios, or open.
package enum ReplayMode: String, CaseIterable, Codable, Sendable {
    /// When they are due, whatever became of earlier ones.
    case open
    /// One frame, and the next when it is answered.
    case singleStream = "single-stream"
    /// One frame of each camera together, and the next when all are answered.
    case multiStream = "multi-stream"
    /// When they are due, by independent Poisson arrivals.
    case server
    /// All at once; taken as the edge has room.
    case offline

    /// Whether frames come by a schedule that answers do not influence.
    package var isOpenLoop: Bool { self == .open || self == .server }
}
