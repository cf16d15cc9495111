/// How the frames that the table's shares make of requests compare with those that edges tell: not 1 where other pictures
/// come than were measured, or where an edge's cameras go to several coordinators. Remembers some hundred requests.
struct FrameYield: Sendable {
    /// Fewer requests than this tell nothing.
    private static let least = 100.0
    private static let memory = 500.0

    private var requests = 0.0
    private var reckoned = 0.0
    private var told = 0.0

    /// Reckoned over told frames; nil while not enough was seen.
    var value: Double? { requests >= Self.least && told > 0 ? reckoned / told : nil }

    /// Takes in what came within a time: requests, the frames that are reckoned from them, and those that were told.
    mutating func learn(requests: Double, reckoned: Double, told: Double) {
        self.requests += requests
        self.reckoned += reckoned
        self.told += told
        guard self.requests > Self.memory else { return }
        self.requests /= 2
        self.reckoned /= 2
        self.told /= 2
    }
}
