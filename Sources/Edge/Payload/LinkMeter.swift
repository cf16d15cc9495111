/// What a link to a coordinator carries, learned from when requests were sent and when they arrived.
///
/// An answer acknowledges all that was sent before its request, for a connection keeps the order. When the request arrived
/// is when its answer came, less the times that coordinator and worker say it was with them. Where requests end without an
/// answer, the coordinator's echo of a heartbeat acknowledges what was sent before that. A plain value.
struct LinkMeter: Sendable {
    /// A point in time.
    typealias Instant = ContinuousClock.Instant

    private struct Flight {
        let end: Int
        let sent: Instant
    }

    private struct SentHeartbeat {
        let sequence: UInt64
        let sent: Instant
        /// Since the one before.
        let interval: Duration
        /// Bytes sent before it.
        let end: Int
        /// Bytes of them that were known to have arrived then.
        let arrived: Int
    }

    /// What a link carries.
    struct Rate {
        /// Bytes a second.
        var value: Double
        /// When it was found out.
        var measured: Instant
        /// What it carried when it was busy last.
        var limit: Double

        /// Whether it has carried clearly more since it was busy, so that nobody knows its limit.
        var isExceeded: Bool { value > limit * 1.25 }
    }

    private struct Mark {
        let time: Instant
        let bytes: Int
        let isBusy: Bool
    }

    /// Over what time the rate is measured.
    private static let window = Duration.seconds(2)
    /// How many intervals a heartbeat's echo takes on a full link: the coordinator sends it with heartbeats of its own, so on
    /// an empty one it takes up to one.
    private static let patience = 3

    private var flights: [UInt64: Flight] = [:]
    /// Those that were not echoed.
    private var heartbeats: [SentHeartbeat] = []
    private var latestHeartbeat: (sequence: UInt64, sent: Instant)?
    private var sentBytes = 0
    private var arrivedBytes = 0
    /// What had arrived by when, lately.
    private var marks: [Mark] = []
    /// The shortest transit of the present and of the last minute.
    private var floors: (since: Instant?, now: Duration?, before: Duration?) = (nil, nil, nil)

    /// How long the latest request was on its way.
    private(set) var transit: Duration?
    /// What the link carried when it was busy last, or more since; nil where it never was.
    private(set) var rate: Rate?

    /// Bytes that are not known to have arrived.
    var unacknowledged: Int { sentBytes - arrivedBytes }

    /// The shortest transit lately: what the link takes when nothing is before a request.
    var floor: Duration { min(floors.now ?? .seconds(3600), floors.before ?? .seconds(3600)) }

    /// Whether a heartbeat has been under way for so long that whatever is sent now would come late.
    func isStuck(at now: Instant) -> Bool {
        guard let first = heartbeats.first, let last = heartbeats.last else { return false }
        return now - first.sent > last.interval * Self.patience
    }

    /// A request was sent.
    mutating func sent(_ sequence: UInt64, bytes: Int, at now: Instant) {
        sentBytes += bytes
        flights[sequence] = Flight(end: sentBytes, sent: now)
    }

    /// Its answer came.
    ///
    /// - Parameter away: how long it was with coordinator and worker; nil where that is not known.
    mutating func answered(_ sequence: UInt64, away: Duration?, at now: Instant) {
        guard let flight = flights.removeValue(forKey: sequence) else { return }
        guard let away else {
            arrivedBytes = max(arrivedBytes, flight.end)
            return
        }
        let arrival = max(flight.sent, now - away)
        let transit = arrival - flight.sent
        self.transit = transit
        if floors.since.map({ now - $0 >= .seconds(60) }) ?? true { floors = (now, nil, floors.now) }
        floors.now = min(floors.now ?? transit, transit)
        arrivedBytes = max(arrivedBytes, flight.end)
        guard flight.end > marks.last?.bytes ?? 0 else { return }
        // One that took no longer than an empty link takes, or that was sent when the one before had arrived, had nothing
        // before it.
        let isBusy = transit > floor * 2 + .milliseconds(20) && flight.sent < marks.last?.time ?? arrival
        marks.append(Mark(time: max(arrival, marks.last?.time ?? arrival), bytes: flight.end, isBusy: isBusy))
        while let first = marks.first, arrival - first.time > Self.window, marks.count > 3 { marks.removeFirst() }
        // A request that had others before it came right after them: from the one before those on the link was busy.
        let free = marks.lastIndex { !$0.isBusy } ?? 0
        if free < marks.count - 1, let carried = carried(since: marks[free]) {
            rate = Rate(value: carried, measured: now, limit: carried)
        } else if let carried = marks.first.flatMap(carried), let known = rate, known.value < carried {
            rate = Rate(value: carried, measured: now, limit: known.limit)
        }
    }

    /// The heartbeat that was sent last; one that is known already is passed over.
    mutating func sentHeartbeat(_ sequence: UInt64, at now: Instant) {
        guard sequence != latestHeartbeat?.sequence, sequence > 0 else { return }
        // A new conversation counts from the start.
        if sequence < latestHeartbeat?.sequence ?? 0 { (heartbeats, latestHeartbeat) = ([], nil) }
        let interval = latestHeartbeat.map { now - $0.sent } ?? .seconds(3600)
        heartbeats.append(
            SentHeartbeat(sequence: sequence, sent: now, interval: interval, end: sentBytes, arrived: arrivedBytes))
        latestHeartbeat = (sequence, now)
        if heartbeats.count > 128 { heartbeats.removeFirst() }
    }

    /// The coordinator says which heartbeat came last.
    ///
    /// - Returns: whether it took so long that the link must have been full.
    mutating func echoed(_ sequence: UInt64, at now: Instant) -> Bool {
        guard let found = heartbeats.lastIndex(where: { $0.sequence <= sequence }) else { return false }
        let heartbeat = heartbeats[found]
        heartbeats.removeFirst(found + 1)
        arrivedBytes = max(arrivedBytes, heartbeat.end)
        let away = now - heartbeat.sent
        guard heartbeat.sequence == sequence, away > heartbeat.interval * Self.patience else { return false }
        // Answers tell the rate better, where there are any in time.
        if rate.map({ now - $0.measured > Self.window }) ?? true {
            let carried = Double(heartbeat.end - heartbeat.arrived) / (away / .seconds(1))
            rate = Rate(value: carried, measured: now, limit: carried)
        }
        return true
    }

    /// Bytes a second since a mark; nil where that is too short to tell.
    private func carried(since first: Mark) -> Double? {
        guard let last = marks.last, last.time - first.time >= .milliseconds(200) else { return nil }
        return Double(last.bytes - first.bytes) / ((last.time - first.time) / .seconds(1))
    }

    /// The connection ended: what was under way is gone, what was learned stays.
    mutating func restart() {
        (flights, heartbeats, latestHeartbeat) = ([:], [], nil)
        (sentBytes, arrivedBytes) = (0, 0)
        marks = []
    }

    /// The request is no longer waited for.
    mutating func forget(_ sequence: UInt64) {
        flights[sequence] = nil
    }
}
