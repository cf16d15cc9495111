import Synchronization
import Threads

#if canImport(CMosquitto)
import CMosquitto

/// A connection to a broker that comes back by itself, kept by libmosquitto on a thread of its own.
///
/// Used from any thread. The owner calls `stop` once, last.
package final class MQTTClient: Sendable {
    /// Whether this build can speak MQTT.
    package static let isAvailable = true

    private let handle: Handle
    private let board: MQTTBoard
    private let settings: MQTTSettings

    /// libmosquitto's client.
    private struct Handle: @unchecked Sendable {
        // Unchecked because the pointer is opaque to Swift: libmosquitto guards what it points to with its own locks
        // once its thread runs, and it is destroyed once, after that thread has ended.
        let client: OpaquePointer
    }

    /// Prepares a connection, to be made by `connect`.
    ///
    /// - Throws: `MQTTError` for settings that libmosquitto refuses, such as a certificate that cannot be read.
    package init(_ settings: MQTTSettings) throws(MQTTError) {
        mosquitto_lib_init()  // Counts its callers itself.
        let board = MQTTBoard()
        self.board = board
        guard
            let client = mosquitto_new(settings.clientID, true, Unmanaged.passUnretained(board).toOpaque())
        else { throw MQTTError("the MQTT client id \"\(settings.clientID)\" is none: 1 to 23 bytes of text are safe") }
        handle = Handle(client: client)
        self.settings = settings
        do throws(MQTTError) {
            try Self.configure(client, settings)
            mosquitto_connect_callback_set(client) { _, object, code in MQTTBoard.of(object)?.connected(code) }
            mosquitto_disconnect_callback_set(client) { _, object, code in MQTTBoard.of(object)?.disconnected(code) }
            mosquitto_publish_callback_set(client) { _, object, message in MQTTBoard.of(object)?.acknowledged(message) }
        } catch {
            mosquitto_destroy(client)
            throw error
        }
    }

    /// Begins to connect; called once.
    ///
    /// - Throws: `MQTTError` and `ThreadError` where there is no thread for it. A broker that cannot be reached is no
    ///   error: it may come.
    package func connect() async throws {
        try Self.check(mosquitto_loop_start(handle.client), "its thread")
        // Looks the broker's name up, which may take its time; afterwards it tries again by itself.
        try await Self.blocking { [handle, board, settings] in
            let code = mosquitto_connect_async(handle.client, settings.host, Int32(settings.port), 15)
            if code != MOSQ_ERR_SUCCESS.rawValue { board.failed(Self.reason(code)) }
        }
    }

    /// Each time that a connection stands; the newest alone is kept for who is busy. For one reader.
    package var connections: AsyncStream<Void> { board.connections }

    /// Why there is no connection; nil while there is one.
    package var obstacle: String? { board.obstacle }

    /// Hands a message over, to be published at least once, however often the connection has to come back for that.
    ///
    /// - Throws: `MQTTError` for a message that cannot be sent.
    package func send(_ message: MQTTMessage) throws(MQTTError) -> MQTTAcknowledgement {
        var number: Int32 = 0
        let code = message.payload.withUnsafeBytes {
            mosquitto_publish(
                handle.client, &number, message.topic, Int32($0.count), $0.baseAddress, 1, message.isRetained)
        }
        // Without a connection libmosquitto keeps the message, and sends it over the next one.
        guard [MOSQ_ERR_SUCCESS, MOSQ_ERR_NO_CONN, MOSQ_ERR_CONN_LOST].map({ Int32($0.rawValue) }).contains(code)
        else { throw MQTTError("a message for \(message.topic) cannot be sent: \(Self.reason(code))") }
        return MQTTAcknowledgement(ticket: board.ticket(for: number))
    }

    /// Says goodbye, for which the broker publishes no will, and ends. What was not acknowledged is not sent any more.
    package func stop() async {
        mosquitto_disconnect(handle.client)
        // Joins libmosquitto's thread. Without a thread to wait on, the client is left as it is rather than freed under it.
        let isEnded: Void? = try? await Self.blocking { [handle] in mosquitto_loop_stop(handle.client, true) }
        if isEnded != nil { mosquitto_destroy(handle.client) }
        board.stop()
    }

    private static func blocking(_ body: @escaping @Sendable () -> Void) async throws {
        let thread = try OSThread(name: "fovea mqtt", body: body)
        await thread.finished()
    }

    private static func configure(_ client: OpaquePointer, _ settings: MQTTSettings) throws(MQTTError) {
        try check(mosquitto_reconnect_delay_set(client, 1, 30, true), "its delays")
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
            client, settings.authorities, settings.authorities == nil ? "/etc/ssl/certs" : nil, nil, nil, nil)
        try check(code, "the certificates \(settings.authorities ?? "/etc/ssl/certs")")
    }

    private static func check(_ code: Int32, _ what: String) throws(MQTTError) {
        guard code != MOSQ_ERR_SUCCESS.rawValue else { return }
        throw MQTTError("MQTT: \(what): \(reason(code))")
    }

    private static func reason(_ code: Int32) -> String { String(cString: mosquitto_strerror(code)) }
}

extension MQTTBoard {
    fileprivate static func of(_ object: UnsafeMutableRawPointer?) -> MQTTBoard? {
        // The client outlives libmosquitto's thread, which alone calls back.
        object.map { Unmanaged<MQTTBoard>.fromOpaque($0).takeUnretainedValue() }
    }

    fileprivate func connected(_ code: Int32) {
        code == 0 ? stands() : failed("refused: \(String(cString: mosquitto_connack_string(code)))")
    }

    fileprivate func disconnected(_ code: Int32) {
        failed(code == 0 ? "it said goodbye" : String(cString: mosquitto_strerror(code)))
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
    package var connections: AsyncStream<Void> { AsyncStream { nil } }

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
