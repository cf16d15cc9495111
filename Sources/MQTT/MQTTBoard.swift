import Synchronization
import Threads

/// What libmosquitto's thread tells a client: its connection's standing, and which messages the broker has.
final class MQTTBoard: Sendable {
    private struct State {
        /// By message number: who waits for the acknowledgement.
        var waiting: [Int32: Ticket<Void>] = [:]
        /// Acknowledged before anybody could wait for it.
        var early: Set<Int32> = []
        var obstacle: String? = "not connected yet"
        var isStopped = false
    }

    /// Each time that a connection stands.
    let connections: AsyncStream<Void>

    private let state = Mutex(State())
    private let connection: AsyncStream<Void>.Continuation

    init() {
        (connections, connection) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
    }

    /// Why there is no connection; nil while there is one.
    var obstacle: String? { state.withLock { $0.obstacle } }

    /// A message was handed over under this number; its ticket is finished at the acknowledgement. Every number is asked
    /// for once: an unasked one would be taken for the acknowledgement of a later message.
    func ticket(for number: Int32) -> Ticket<Void> {
        let ticket = Ticket<Void>()
        let result = state.withLock { state -> Result<Void, any Error>? in
            if state.early.remove(number) != nil { return .success(()) }
            if state.isStopped { return .failure(Self.stopped) }
            state.waiting[number] = ticket
            return nil
        }
        if let result { ticket.finish(result) }
        return ticket
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

    /// A connection stands.
    func stands() {
        state.withLock { $0.obstacle = nil }
        connection.yield()
    }

    /// There is no connection.
    func failed(_ reason: String) {
        state.withLock { $0.obstacle = reason }
    }

    /// Nothing comes any more.
    func stop() {
        let waiting = state.withLock { state in
            state.isStopped = true
            defer { state.waiting = [:] }
            return state.waiting.values
        }
        for ticket in waiting { ticket.finish(.failure(Self.stopped)) }
        connection.finish()
    }

    private static let stopped = MQTTError("the MQTT client was stopped")
}
