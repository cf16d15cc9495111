/// What a link to a coordinator carries, learned from when requests were sent and when they arrived.
///
/// An answer acknowledges all that was sent before its request, for a connection keeps the order. When the request arrived
/// is when its answer came, less the times that coordinator and worker say it was with them. A plain value.
struct LinkMeter: Sendable {
    /// A point in time.
    typealias Instant = ContinuousClock.Instant

    private struct Flight {
        let end: Int
        let sent: Instant
    }

    private struct Mark {
        let time: Instant
        let bytes: Int
        let isBusy: Bool
    }

    /// Over what time the rate is measured.
    private static let window = Duration.seconds(2)

    private var flights: [UInt64: Flight] = [:]
    private var sentBytes = 0
    private var arrivedBytes = 0
    /// What had arrived by when, lately.
    private var marks: [Mark] = []
    /// The shortest transit of the present and of the last minute.
    private var floors: (since: Instant?, now: Duration?, before: Duration?) = (nil, nil, nil)

    /// How long the latest request was on its way.
    private(set) var transit: Duration?
    /// Bytes a second that the link carried when it was busy last; nil where it never was.
    private(set) var rate: (value: Double, measured: Instant)?

    /// Bytes that are not known to have arrived.
    var unacknowledged: Int { sentBytes - arrivedBytes }

    /// The shortest transit lately: what the link takes when nothing is before a request.
    var floor: Duration { min(floors.now ?? .seconds(3600), floors.before ?? .seconds(3600)) }

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
        guard flight.end > arrivedBytes else { return }
        arrivedBytes = flight.end
        // A request that took no longer than an empty link takes had nothing before it.
        let isBusy = transit > floor * 2 + .milliseconds(20)
        marks.append(Mark(time: max(arrival, marks.last?.time ?? arrival), bytes: arrivedBytes, isBusy: isBusy))
        while let first = marks.first, arrival - first.time > Self.window, marks.count > 3 { marks.removeFirst() }
        guard let first = marks.first, let last = marks.last, last.time - first.time >= .milliseconds(200) else {
            return
        }
        let carried = Double(last.bytes - first.bytes) / ((last.time - first.time) / .seconds(1))
        // A link that was busy throughout carries just that; otherwise at least that.
        if marks.allSatisfy(\.isBusy) || rate.map({ $0.value < carried }) ?? false { rate = (carried, now) }
    }

    /// The connection ended: what was under way is gone, what was learned stays.
    mutating func restart() {
        flights = [:]
        (sentBytes, arrivedBytes) = (0, 0)
        marks = []
    }

    /// The request is no longer waited for.
    mutating func forget(_ sequence: UInt64) {
        flights[sequence] = nil
    }
}
