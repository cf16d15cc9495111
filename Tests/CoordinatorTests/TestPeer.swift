import Testing
import Wire
import ZeroMQ

@testable import Coordinator

/// A hand-written edge or worker on a real socket.
struct TestPeer: ~Copyable {
    var socket: Socket

    init(_ endpoint: String, in context: Context, options: [SocketOption] = []) throws {
        let socket = try Socket(.dealer, in: context, options: options)
        try socket.connect(endpoint)
        self.socket = socket
    }

    mutating func say(_ header: Header, payload: [[UInt8]] = []) throws {
        var message = header.message()
        for bytes in payload { message.append(Frame(copying: bytes)) }
        try say(message)
    }

    mutating func say(_ message: consuming Message) throws {
        var poller = Poller()
        _ = poller.watch(socket, for: .writable)
        var message = message
        for _ in 0..<100 {
            switch try socket.send(message) {
            case .sent: return
            case .wouldBlock(let back): message = back
            case .unreachable(let back): message = back
            }
            try poller.wait(.milliseconds(100))
        }
        Issue.record("nobody takes the message")
    }

    /// The next message that is no heartbeat, within ten seconds.
    mutating func hearMessage() throws -> Message {
        var poller = Poller()
        _ = poller.watch(socket)
        for _ in 0..<100 {
            while let message = try socket.receive() {
                if case .heartbeat = try Header.decode(message[0]) { continue }
                return message
            }
            try poller.wait(.milliseconds(100))
        }
        Issue.record("no message came")
        return Header.goodbye("no message came").message()
    }

    mutating func hear() throws -> Header {
        try Header.decode(hearMessage()[0])
    }

    /// The request that comes next, and answers it.
    mutating func serve() throws -> FocusRequest? {
        guard case .focusRequest(let request) = try hear() else {
            Issue.record("not a request")
            return nil
        }
        try say(Bench.result(request.id, attempt: request.attempt))
        return request
    }
}

extension CoordinatorSettings {
    /// A coordinator of a test, on these endpoints.
    static func test(_ edges: String, _ workers: String) -> CoordinatorSettings {
        var dispatch = DispatchConfiguration(identity: NodeIdentity(name: "c", incarnation: 1))
        dispatch.maximumPayloadBytes = 1 << 20
        dispatch.heartbeat = .seconds(20)  // No test waits for silence.
        return CoordinatorSettings(edgeEndpoint: edges, workerEndpoint: workers, dispatch: dispatch)
    }
}
