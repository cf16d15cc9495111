import HeapModule
package import Links
package import Wire

/// The hard frames that wait for a worker's answer: where each is, until when it may wait, and what becomes of it.
///
/// A plain value: events and a time in, actions out, O(log n) for an event of one frame. Each frame is held from
/// `forward` until the action that finishes it, of which there is exactly one; so it can be sent again when its
/// coordinator is lost.
package struct Forwarding<Held> {
    /// A point in time.
    package typealias Instant = ContinuousClock.Instant

    /// How much may be held, and how often a frame is sent.
    package struct Limits: Sendable {
        /// Frames.
        package var frames = 256
        /// Sum of their bytes.
        package var bytes = 128 << 20
        /// Sendings of one frame.
        package var attempts = 4

        /// The usual limits.
        package init() {}
    }

    /// How a frame ends.
    package enum Ending: Equatable, Sendable {
        /// A worker answered.
        case focused(FocusResult)
        /// The edge has to answer.
        case fallback(FallbackReason)
    }

    /// What the thread that owns the sockets has to do, in this order.
    package enum Action {
        /// Give the provisional answer: localization's, or a worker's that is not its last.
        case partial(Held, FocusResult?)
        /// Send the request to a coordinator; when its socket does not take it, call `unsent`.
        case send(Held, sequence: UInt64, coordinator: Int, budget: Duration)
        /// Tell a coordinator that the answer is no longer wanted.
        case cancel(sequence: UInt64, coordinator: Int)
        /// Give the final answer and forget the frame.
        case finish(Held, Ending)
    }

    /// A held frame on its way.
    struct Flight {
        let held: Held
        let camera: String
        let payloadBytes: Int
        let byteCount: Int
        var deadline: Instant
        var coordinator: Int?
        var attempts = 0
        /// Coordinators that said they cannot serve it.
        var unwilling: Set<Int> = []
    }

    /// A coordinator and the requests that are there.
    struct Lane {
        let name: String
        var standing = LinkStanding.greeting
        var sequences: Set<UInt64> = []
    }

    private struct Deadline: Comparable {
        let time: Instant
        let sequence: UInt64

        static func < (left: Deadline, right: Deadline) -> Bool {
            (left.time, left.sequence) < (right.time, right.sequence)
        }
    }

    /// What happened so far.
    package internal(set) var counters = ForwardingCounters()
    /// Bytes of the held frames.
    package private(set) var byteCount = 0

    let limits: Limits
    private let emitsPartials: Bool
    var flights: [UInt64: Flight] = [:]
    var lanes: [Lane]
    /// Frames that wait for a coordinator's welcome.
    var waiting: Set<UInt64> = []
    /// Every held frame's deadline, and those of some frames that are gone already.
    private var deadlines = Heap<Deadline>()
    private var answered: RecentSequences
    private var lastSequence: UInt64 = 0
    private var end: Instant?

    /// Makes a forwarding to the coordinators of these names, none of which has answered yet.
    package init(coordinators: [String], limits: Limits = Limits(), emitsPartials: Bool = false) {
        lanes = coordinators.map { Lane(name: $0) }
        self.limits = limits
        self.emitsPartials = emitsPartials
        answered = RecentSequences(capacity: limits.frames)
    }

    /// Frames held.
    package var count: Int { flights.count }

    /// Deadlines kept, of which at most half and sixteen are of frames that are gone.
    var deadlineCount: Int { deadlines.count }

    /// When `advance` has to be called at the latest.
    package var nextEvent: Instant? { deadlines.min?.time }

    /// Why a frame of one byte would fall back at once; nil when it would be held. Lets compute threads spare themselves
    /// the making of payloads.
    package var reasonToStay: FallbackReason? {
        if end != nil { return .stopping }
        if flights.count >= limits.frames || byteCount >= limits.bytes { return .saturated }
        return lanes.contains { $0.standing.isWilling } ? nil : absence(without: [])
    }

    /// A hard frame comes in: it is sent, waits for a first welcome, or falls back at once.
    ///
    /// - Parameters:
    ///   - payloadBytes: what is sent of it, which a coordinator may find too large.
    ///   - byteCount: what holding it costs, which the limits bound.
    package mutating func forward(
        _ held: Held, camera: String, payloadBytes: Int, byteCount: Int, deadline: Instant, at now: Instant
    ) -> [Action] {
        counters.forwarded += 1
        guard flights.count < limits.frames, self.byteCount + byteCount <= limits.bytes else {
            counters.fallbacks += 1
            return [.finish(held, .fallback(.saturated))]
        }
        lastSequence += 1
        let deadline = min(deadline, end ?? deadline)
        flights[lastSequence] = Flight(
            held: held, camera: camera, payloadBytes: payloadBytes, byteCount: byteCount, deadline: deadline
        )
        self.byteCount += byteCount
        deadlines.insert(Deadline(time: deadline, sequence: lastSequence))
        let placed = place(lastSequence, at: now)
        if emitsPartials, flights[lastSequence] != nil { return [.partial(held, nil)] + placed }
        return placed
    }

    /// A worker's answer arrived. The caller has checked that it names a class of the model.
    package mutating func receive(_ result: FocusResult) -> [Action] {
        let sequence = result.id.sequence
        guard let flight = flights[sequence] else {
            countStray(sequence)
            return []
        }
        guard result.isFinal else { return emitsPartials ? [.partial(flight.held, result)] : [] }
        answered.insert(sequence)
        return finish(sequence, .focused(result))
    }

    /// A coordinator says that no answer will come. Where another one may do better, it is asked.
    package mutating func receive(_ failure: FocusFailure, from coordinator: Int, at now: Instant) -> [Action] {
        let sequence = failure.id.sequence
        guard let flight = flights[sequence] else {
            countStray(sequence)
            return []
        }
        // What another coordinator says of a frame that has moved on meanwhile does not concern it.
        guard flight.coordinator == coordinator else { return [] }
        // A duplicate says that the first sending is under way there, so its answer comes.
        guard failure.code != .duplicateRequest else { return [] }
        guard failure.code == .draining || failure.code == .noWorkers else {
            return finish(sequence, .fallback(.failed(failure.code)))
        }
        return replace(sequence, notAt: coordinator, at: now, otherwise: .failed(failure.code))
    }

    /// An answer cannot be used.
    package mutating func receiveUnusable(_ sequence: UInt64) -> [Action] {
        guard flights[sequence] != nil else {
            countStray(sequence)
            return []
        }
        return finish(sequence, .fallback(.unusableAnswer))
    }

    /// A socket did not take a request.
    package mutating func unsent(_ sequence: UInt64, coordinator: Int, at now: Instant) -> [Action] {
        guard flights[sequence]?.coordinator == coordinator else { return [] }
        return replace(sequence, notAt: coordinator, at: now, otherwise: .saturated)
    }

    /// A coordinator's standing changed: frames leave one that is lost and go to one that is there.
    package mutating func coordinator(_ index: Int, became standing: LinkStanding, at now: Instant) -> [Action] {
        guard lanes[index].standing != standing else { return [] }
        lanes[index].standing = standing
        var moving = waiting
        waiting = []
        if !standing.keepsRequests {
            moving.formUnion(lanes[index].sequences)
            lanes[index].sequences = []
        }
        var actions: [Action] = []
        for sequence in moving.sorted() {
            flights[sequence]?.coordinator = nil
            actions += place(sequence, at: now)
        }
        return actions
    }

    /// Time passes: frames whose budget has run out fall back.
    package mutating func advance(to now: Instant) -> [Action] {
        var actions: [Action] = []
        while let next = deadlines.min, next.time <= now {
            deadlines.removeMin()
            guard let flight = flights[next.sequence], flight.deadline == next.time else { continue }
            if let coordinator = flight.coordinator {
                counters.cancelled += 1
                actions.append(.cancel(sequence: next.sequence, coordinator: coordinator))
            }
            actions += finish(next.sequence, .fallback(next.time == end ? .stopping : .deadline))
        }
        return actions
    }

    /// From now on no frame is waited for beyond `time`.
    package mutating func stop(by time: Instant) {
        end = min(time, end ?? time)
        for (sequence, flight) in flights where flight.deadline > time {
            flights[sequence]?.deadline = time
            deadlines.insert(Deadline(time: time, sequence: sequence))
        }
    }

    /// Ends a frame, once.
    mutating func finish(_ sequence: UInt64, _ ending: Ending) -> [Action] {
        guard let flight = flights.removeValue(forKey: sequence) else { return [] }
        if let coordinator = flight.coordinator { lanes[coordinator].sequences.remove(sequence) }
        waiting.remove(sequence)
        byteCount -= flight.byteCount
        // Lets go of deadlines of frames that are gone; each one pays for its own removal.
        if deadlines.count > 2 * flights.count + 16 {
            deadlines = Heap(flights.map { Deadline(time: $0.value.deadline, sequence: $0.key) })
        }
        switch ending {
        case .focused: counters.focused += 1
        case .fallback: counters.fallbacks += 1
        }
        return [.finish(flight.held, ending)]
    }

    private mutating func countStray(_ sequence: UInt64) {
        if sequence == 0 || sequence > lastSequence {
            counters.unknown += 1
        } else if answered.contains(sequence) {
            counters.duplicate += 1
        } else {
            counters.late += 1
        }
    }
}
