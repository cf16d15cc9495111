import Synchronization
import Threads

/// What a connection's thread tells its client: its connection's standing, and which messages the broker has.
final class MQTTBoard: Sendable {
    private struct State {
        /// What is to be sent over the next connection, oldest first.
        var backlog: [Held] = []
        /// By message number: who waits for the acknowledgement.
        var waiting: [Int32: Ticket<Void>] = [:]
        /// Acknowledged before anybody could wait for it.
        var early: Set<Int32> = []
        var obstacle: String? = "not connected yet"
        /// What the encryption said last.
        var complaint: String?
        /// Whether somebody said already why this attempt came to nothing; what is said first is nearest to the cause.
        var isExplained = false
        /// When to give a goodbye up; nil until one is said.
        var end: ContinuousClock.Instant?
        var isStopped = false
    }

    /// A message that waits for a connection, and its ticket.
    struct Held {
        let message: MQTTMessage
        let ticket: Ticket<Void>
    }

    /// Each time that a connection stands: nil; each time that there is none: why, where that is new.
    let changes: AsyncStream<String?>

    private let settings: MQTTSettings
    private let state = Mutex(State())
    private let change: AsyncStream<String?>.Continuation

    /// A board for the connection that these settings make.
    init(_ settings: MQTTSettings) {
        self.settings = settings
        (changes, change) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
    }

    /// Why there is no connection; nil while there is one.
    var obstacle: String? { state.withLock { $0.obstacle } }

    /// Keeps a message for the next connection; false while there is one. A message that libmosquitto is given while it
    /// connects may overtake the greeting, for which brokers close the connection.
    func holds(_ message: MQTTMessage, _ ticket: Ticket<Void>) -> Bool {
        state.withLock { state in
            if state.obstacle == nil || state.isStopped { return false }
            state.backlog.append(Held(message: message, ticket: ticket))
            return true
        }
    }

    /// A message was handed over under this number; its ticket is finished at the acknowledgement. Every number is told
    /// once: an untold one would be taken for the acknowledgement of a later message.
    func expects(_ number: Int32, _ ticket: Ticket<Void>) {
        let result = state.withLock { state -> Result<Void, any Error>? in
            if state.early.remove(number) != nil { return .success(()) }
            if state.isStopped { return .failure(Self.stopped) }
            state.waiting[number] = ticket
            return nil
        }
        if let result { ticket.finish(result) }
    }

    /// The broker has a message.
    func acknowledged(_ number: Int32) {
        let ticket = state.withLock { state in
            let ticket = state.waiting.removeValue(forKey: number)
            if ticket == nil { state.early.insert(number) }
            return ticket
        }
        ticket?.finish(.success(()))
    }

    /// A connection stands as soon as what waited for it has been sent, in order.
    func stands(sending send: (Held) -> Void) {
        while true {
            let held = state.withLock { state in
                defer { state.backlog = [] }
                if state.backlog.isEmpty { (state.obstacle, state.complaint) = (nil, nil) }
                return state.backlog
            }
            if held.isEmpty { break }
            for held in held { send(held) }
        }
        change.yield(nil)
    }

    /// A connection is attempted.
    func attempts() {
        state.withLock { ($0.complaint, $0.isExplained) = (nil, false) }
    }

    /// There is no connection.
    func failed(_ reason: String) {
        let isNew = state.withLock { state in
            if state.isExplained { return false }
            defer { (state.obstacle, state.isExplained) = (reason, true) }
            return state.obstacle != reason
        }
        if isNew { change.yield(reason) }
    }

    /// There is no connection, for the encryption failed.
    func failedToEncrypt() {
        failed(settings.encryptionProblem(state.withLock { $0.complaint }))
    }

    /// The encryption says what is wrong, before the connection fails by it.
    func complained(_ text: String) {
        state.withLock { $0.complaint = text }
    }

    /// A goodbye is said, and the connection ends by it, or after two seconds.
    func leaves() {
        state.withLock { $0.end = .now + .seconds(2) }
    }

    /// Whether the connection is to be made again where it fails.
    var isWanted: Bool { state.withLock { $0.end == nil } }

    /// Whether the connection may go on: it is wanted, or on its way to the end.
    var mayGoOn: Bool { state.withLock { $0.end.map { .now < $0 } ?? true } }

    /// Nothing comes any more.
    func stop() {
        let waiting = state.withLock { state in
            state.isStopped = true
            defer { (state.waiting, state.backlog) = ([:], []) }
            return Array(state.waiting.values) + state.backlog.map(\.ticket)
        }
        for ticket in waiting { ticket.finish(.failure(Self.stopped)) }
        change.finish()
    }

    private static let stopped = MQTTError("the MQTT client was stopped")
}
