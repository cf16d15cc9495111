import Testing
import ZeroMQ

extension Socket {
    /// The next message, which must arrive within ten seconds.
    mutating func awaitMessage() throws -> Message {
        var poller = Poller()
        _ = poller.watch(self)
        for _ in 0..<100 {
            if let message = try receive() { return message }
            try poller.wait(.milliseconds(100))
        }
        Issue.record("no message arrived")
        return Message()
    }

    /// Sends as soon as a peer takes it, within ten seconds.
    mutating func awaitSending(_ message: consuming Message) throws {
        var poller = Poller()
        _ = poller.watch(self, for: .writable)
        var message = message
        for _ in 0..<100 {
            switch try send(message) {
            case .sent: return
            case .wouldBlock(let back): message = back
            case .unreachable(let back): message = back
            }
            try poller.wait(.milliseconds(100))
        }
        Issue.record("nobody takes the message")
    }
}

extension Message {
    /// A message of text frames.
    init(texts: String...) {
        self.init()
        for text in texts { append(Frame(copying: text.utf8)) }
    }

    /// The frames as text.
    borrowing func texts() -> [String] {
        (0..<count).map { String(decoding: self[$0].copyBytes(), as: UTF8.self) }
    }
}
