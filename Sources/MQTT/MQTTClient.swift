import Glibc
import Randomness
import Synchronization
import Threads

#if canImport(CMosquitto)
import CMosquitto

/// A connection to a broker that comes back by itself, kept on a thread of its own; libmosquitto speaks the protocol.
///
/// Used from any thread. The owner calls `stop` once, last.
package final class MQTTClient: Sendable {
    /// Whether this build can speak MQTT.
    package static let isAvailable = true

    private let handle: Handle
    private let board: MQTTBoard
    private let settings: MQTTSettings
    private let thread = Mutex<OSThread?>(nil)

    /// libmosquitto's client.
    private struct Handle: @unchecked Sendable {
        // Unchecked because the pointer is opaque to Swift: libmosquitto, told that there are threads, guards what it
        // points to with its own locks, and it is destroyed once, after the connection's thread has ended.
        let client: OpaquePointer
    }

    /// Prepares a connection, to be made by `connect`.
    ///
    /// - Throws: `MQTTError` for settings that libmosquitto refuses, such as a certificate that cannot be read.
    package init(_ settings: MQTTSettings) throws(MQTTError) {
        mosquitto_lib_init()  // Counts its callers itself.
        let board = MQTTBoard(settings)
        self.board = board
        guard
            let client = mosquitto_new(settings.clientID, true, Unmanaged.passUnretained(board).toOpaque())
        else { throw MQTTError("the MQTT client id \"\(settings.clientID)\" is none: 1 to 23 bytes of text are safe") }
        handle = Handle(client: client)
        self.settings = settings
        do throws(MQTTError) {
            try Self.configure(client, settings)
            mosquitto_connect_callback_set(client) { client, object, code in
                MQTTBoard.of(object)?.connected(client, code)
            }
            mosquitto_disconnect_callback_set(client) { _, object, code in MQTTBoard.of(object)?.disconnected(code) }
            mosquitto_publish_callback_set(client) { _, object, message in MQTTBoard.of(object)?.acknowledged(message) }
            // The only way to learn what TLS found wrong: codes say that something is.
            mosquitto_log_callback_set(client) { _, object, level, text in
                guard level == MOSQ_LOG_ERR, let text else { return }
                MQTTBoard.of(object)?.complained(String(cString: text))
            }
        } catch {
            mosquitto_destroy(client)
            throw error
        }
    }

    /// Begins to connect; called once.
    ///
    /// - Throws: `ThreadError` where there is no thread for it. A broker that cannot be reached is no error: it may come.
    package func connect() async throws {
        let thread = try OSThread(name: "fovea mqtt") { [self] in run() }
        self.thread.withLock { $0 = thread }
    }

    /// The connection's life. libmosquitto's own thread would end for good at the first trouble with TLS, or with a name
    /// that cannot be looked up, and say nothing.
    private func run() {
        var backoff = Backoff(first: .seconds(1), maximum: .seconds(30), seed: .random(in: 0...UInt64.max))
        // Looks the broker's name up, which may take its time.
        var code = mosquitto_connect_async(handle.client, settings.host, Int32(settings.port), 15)
        while true {
            while code == MOSQ_ERR_SUCCESS.rawValue, board.mayGoOn {
                code = mosquitto_loop(handle.client, 1000, 1)
                if board.obstacle == nil { backoff.reset() }
            }
            guard board.isWanted else { return }
            board.disconnected(code)
            let next = ContinuousClock.now + backoff.next()
            while board.isWanted, .now < next { usleep(50_000) }
            guard board.isWanted else { return }
            board.attempts()
            code = mosquitto_reconnect_async(handle.client)
        }
    }

    /// Each time that a connection stands: nil; each time that there is none: why. The newest alone is kept for who is busy.
    /// For one reader.
    package var changes: AsyncStream<String?> { board.changes }

    /// Why there is no connection; nil while there is one.
    package var obstacle: String? { board.obstacle }

    /// Hands a message over, to be published at least once, however often the connection has to come back for that.
    ///
    /// - Throws: `MQTTError` for a message that cannot be sent.
    package func send(_ message: MQTTMessage) throws(MQTTError) -> MQTTAcknowledgement {
        let ticket = Ticket<Void>()
        if !board.holds(message, ticket) { try board.send(message, ticket, by: handle.client) }
        return MQTTAcknowledgement(ticket: ticket)
    }

    /// Says goodbye, for which the broker publishes no will, and ends. What was not acknowledged is not sent any more.
    package func stop() async {
        mosquitto_disconnect(handle.client)
        board.leaves()
        await thread.withLock { $0 }?.finished()
        mosquitto_destroy(handle.client)
        board.stop()
    }

    private static func configure(_ client: OpaquePointer, _ settings: MQTTSettings) throws(MQTTError) {
        try check(mosquitto_threaded_set(client, true), "its threads")
        if let user = settings.user {
            try check(mosquitto_username_pw_set(client, user, settings.password), "the user")
        }
        if let will = settings.will {
            let code = will.payload.withUnsafeBytes {
                mosquitto_will_set(client, will.topic, Int32($0.count), $0.baseAddress, 1, will.isRetained)
            }
            try check(code, "the availability topic")
        }
        guard settings.isEncrypted else { return }
        let code = mosquitto_tls_set(
            client, settings.authorities, settings.authorities == nil ? MQTTSettings.systemAuthorities : nil, nil, nil,
            nil)
        try check(code, "the certificates \(settings.authorities ?? MQTTSettings.systemAuthorities)")
    }

    private static func check(_ code: Int32, _ what: String) throws(MQTTError) {
        guard code != MOSQ_ERR_SUCCESS.rawValue else { return }
        throw MQTTError("MQTT: \(what): \(reason(code))")
    }

    fileprivate static func reason(_ code: Int32) -> String { String(cString: mosquitto_strerror(code)) }
}

extension MQTTBoard {
    fileprivate static func of(_ object: UnsafeMutableRawPointer?) -> MQTTBoard? {
        // The client outlives the connection's thread and those who publish; nobody else is called back.
        object.map { Unmanaged<MQTTBoard>.fromOpaque($0).takeUnretainedValue() }
    }

    /// Publishes a message, whose ticket is finished at the acknowledgement.
    fileprivate func send(
        _ message: MQTTMessage, _ ticket: Ticket<Void>, by client: OpaquePointer
    ) throws(MQTTError) {
        var number: Int32 = 0
        let code = message.payload.withUnsafeBytes {
            mosquitto_publish(client, &number, message.topic, Int32($0.count), $0.baseAddress, 1, message.isRetained)
        }
        // Without a connection libmosquitto keeps the message, and sends it over the next one.
        guard [MOSQ_ERR_SUCCESS, MOSQ_ERR_NO_CONN, MOSQ_ERR_CONN_LOST].map({ Int32($0.rawValue) }).contains(code)
        else { throw MQTTError("a message for \(message.topic) cannot be sent: \(MQTTClient.reason(code))") }
        expects(number, ticket)
    }

    fileprivate func connected(_ client: OpaquePointer?, _ code: Int32) {
        guard code == 0, let client else {
            return failed("refused: \(String(cString: mosquitto_connack_string(code)))")
        }
        stands { held in
            do throws(MQTTError) { try send(held.message, held.ticket, by: client) } catch {
                held.ticket.finish(.failure(error))
            }
        }
    }

    fileprivate func disconnected(_ code: Int32) {
        switch code {
        case 0: failed("it said goodbye")
        case Int32(MOSQ_ERR_TLS.rawValue), Int32(MOSQ_ERR_TLS_HANDSHAKE.rawValue): failedToEncrypt()
        default: failed(String(cString: mosquitto_strerror(code)))
        }
    }
}
#else
/// A connection to a broker, in a build that cannot make one.
package final class MQTTClient: Sendable {
    /// Whether this build can speak MQTT.
    package static let isAvailable = false

    /// Always throws.
    package init(_ settings: MQTTSettings) throws(MQTTError) {
        throw .unavailable
    }

    /// Always throws.
    package func connect() async throws {
        throw MQTTError.unavailable
    }

    /// Never any.
    package var changes: AsyncStream<String?> { AsyncStream { nil } }

    /// Always.
    package var obstacle: String? { MQTTError.unavailable.description }

    /// Always throws.
    package func send(_ message: MQTTMessage) throws(MQTTError) -> MQTTAcknowledgement {
        throw .unavailable
    }

    /// Does nothing.
    package func stop() async {}
}
#endif

extension MQTTClient {
    /// Publishes a message and waits for its acknowledgement.
    package func publish(_ message: MQTTMessage) async throws {
        try await send(message).wait()
    }
}
