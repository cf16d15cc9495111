package import Randomness
package import Wire

/// A node's side of its conversation with one coordinator, the same for edges and workers: hello, welcome or refusal, heartbeats, loss, and the next
/// attempt. A plain value: messages and times in, actions out.
package struct CoordinatorLink: Sendable {
    /// A point in time.
    package typealias Instant = ContinuousClock.Instant

    /// What the thread that owns the socket has to do.
    package enum Action: Equatable, Sendable {
        /// Open a new connection.
        case connect
        /// Say who we are, as soon as the connection takes it.
        case hello
        /// Tell that we live.
        case heartbeat(Heartbeat)
        /// Close the connection, with all that it still holds.
        case disconnect
    }

    /// Where the conversation stands.
    package enum State: Equatable, Sendable {
        /// Not connected before then.
        case waiting(until: Instant)
        /// Hello is said or about to be; the answer must come by then.
        case greeting(until: Instant)
        /// Accepted on these terms.
        case welcomed(Welcome)
        /// Accepted, and asked to go elsewhere.
        case draining(Welcome)
        /// Not accepted; hello is said again then, or not on this connection.
        case refused(Refusal, until: Instant?)
    }

    /// Where the conversation stands.
    package private(set) var state: State
    /// Messages that a coordinator does not send at this point; ignored.
    package private(set) var unexpectedCount = 0

    private let silence: Duration
    private var backoff: Backoff
    /// Whether this is the first attempt, or a coordinator that lives asked for another hello.
    private var isHopeful = true
    private var refusal: RefusalCode?
    private var welcomed: Instant
    private var heard: Instant
    private var nextHeartbeat: Instant
    /// The number of the heartbeat that was sent last; 0 before the first.
    package private(set) var sequence: UInt64 = 0
    private var echo: UInt64 = 0

    /// Makes a link that connects at once.
    ///
    /// - Parameter silence: how long an answer to a hello may take.
    package init(now: Instant, silence: Duration, backoff: Backoff) {
        state = .waiting(until: now)
        self.silence = silence
        self.backoff = backoff
        (welcomed, heard, nextHeartbeat) = (now, now, now)
    }

    /// What forwarding has to know.
    package var standing: LinkStanding {
        switch state {
        case .welcomed(let terms): .welcomed(maximumPayloadBytes: terms.maximumPayloadBytes)
        case .draining: .draining
        case .refused(let refusal, _): .refused(refusal.code)
        case .waiting, .greeting: isHopeful ? .greeting : refusal.map(LinkStanding.refused) ?? .lost
        }
    }

    /// When `advance` has to be called at the latest; nil when only a message changes anything.
    package var nextEvent: Instant? {
        switch state {
        case .waiting(let until), .greeting(let until): until
        case .welcomed(let terms), .draining(let terms): min(nextHeartbeat, heard + terms.patience)
        case .refused(_, let until): until
        }
    }

    /// Time passes. Messages that have arrived are received first, so that a process which was halted does not take its
    /// own silence for the coordinator's.
    package mutating func advance(to now: Instant, load: Load = Load(), frames: Int = 0) -> [Action] {
        switch state {
        case .waiting(let until) where now >= until:
            state = .greeting(until: now + silence)
            return [.connect, .hello]
        case .greeting(let until) where now >= until:
            return lose(at: now)
        case .welcomed(let terms) where now >= heard + terms.patience,
            .draining(let terms) where now >= heard + terms.patience:
            return lose(at: now)
        case .welcomed(let terms) where now >= nextHeartbeat, .draining(let terms) where now >= nextHeartbeat:
            nextHeartbeat = now + terms.heartbeat
            sequence += 1
            return [.heartbeat(Heartbeat(sequence: sequence, echo: echo, load: load, frames: frames))]
        case .refused(_, let until?) where now >= until:
            state = .greeting(until: now + silence)
            return [.hello]
        default:
            return []
        }
    }

    /// A message arrived; results, failures and gears count as signs of life only.
    package mutating func receive(_ header: Header, at now: Instant) -> [Action] {
        heard = now
        switch (header, state) {
        case (.welcome(let terms), .greeting):
            state = .welcomed(terms)
            (welcomed, nextHeartbeat) = (now, now + terms.heartbeat)
            (sequence, echo, refusal) = (0, 0, nil)
        case (.refusal(let answer), .greeting), (.refusal(let answer), .refused):
            refuse(answer, at: now)
        case (.rejection(let rejection), .greeting) where rejection.code == .unsupportedVersion:
            refuse(Refusal(code: .unsupportedVersion, reason: rejection.reason), at: now)
        case (.rejection(let rejection), .welcomed(let terms)) where rejection.code == .helloFirst:
            // A coordinator that forgets us right after its welcome would have us say hello without end.
            guard now >= welcomed + terms.heartbeat else { return lose(at: now) }
            isHopeful = true
            state = .greeting(until: now + silence)
            return [.hello]
        case (.heartbeat(let heartbeat), .welcomed), (.heartbeat(let heartbeat), .draining):
            echo = heartbeat.sequence
            backoff.reset()
        case (.drain, .welcomed(let terms)):
            state = .draining(terms)
        case (.goodbye, _):
            return lose(at: now)
        case (.focusResult, _), (.focusFailure, _), (.gear, _), (.rejection, _):
            break
        default:
            unexpectedCount += 1
        }
        return []
    }

    /// The connection was closed or could not be made.
    package mutating func connectionEnded(at now: Instant) -> [Action] {
        if case .waiting = state { return [] }
        return lose(at: now)
    }

    private mutating func refuse(_ answer: Refusal, at now: Instant) {
        refusal = answer.code
        isHopeful = false
        state = .refused(answer, until: answer.retry > .zero ? now + answer.retry : nil)
    }

    private mutating func lose(at now: Instant) -> [Action] {
        isHopeful = false
        if case .refused = state {} else { refusal = nil }
        state = .waiting(until: now + backoff.next())
        return [.disconnect]
    }
}

extension Welcome {
    /// How long a coordinator may be silent.
    fileprivate var patience: Duration { heartbeat * lostAfter }
}
