import Testing
package import Wire
package import ZeroMQ

/// A hand-written edge or worker on a real socket.
package struct TestPeer: ~Copyable {
    private var socket: Socket

    /// Connects a socket of the calling thread.
    package init(_ endpoint: String, in context: Context, options: [SocketOption] = []) throws {
        let socket = try Socket(.dealer, in: context, options: options)
        try socket.connect(endpoint)
        self.socket = socket
    }

    /// Sends a header and payload frames.
    package mutating func say(_ header: Header, payload: [[UInt8]] = []) throws {
        var message = header.message()
        for bytes in payload { message.append(Frame(copying: bytes)) }
        try say(message)
    }

    /// Sends a message, waiting for the connection where there is none yet.
    package mutating func say(_ message: consuming Message) throws {
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
    package mutating func hearMessage() throws -> Message {
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

    /// The header of the next message that is no heartbeat.
    package mutating func hear() throws -> Header {
        try Header.decode(hearMessage()[0])
    }
}
