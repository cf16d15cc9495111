package import Wire
package import ZeroMQ

/// Turns a localized hard frame into the payload frames of its request; made and called on one compute thread.
package typealias PayloadEncoding = (LocalizedFrame) throws -> EncodedPayload

/// The payload frames of one request and their descriptions.
package struct EncodedPayload: ~Copyable, Sendable {
    /// Which selection of payload frames this is.
    package let kind: PayloadKind
    /// What each frame holds, in order.
    package let descriptions: [PayloadFrame]
    let frames: Message

    /// Takes over payload frames and copies their bytes once, into the message that is sent.
    package init(_ kind: PayloadKind, _ parts: [(PayloadFrame, [UInt8])]) {
        var frames = Message()
        for (_, bytes) in parts { frames.append(Frame(copying: bytes)) }
        self.init(kind, parts.map(\.0), frames: frames)
    }

    /// Takes over payload frames that were written in place.
    package init(_ kind: PayloadKind, _ descriptions: [PayloadFrame], frames: consuming Message) {
        precondition(descriptions.count == frames.count, "\(frames.count) frames, \(descriptions.count) descriptions")
        self.kind = kind
        self.descriptions = descriptions
        self.frames = frames
    }

    /// Another owner of the same bytes. libzmq marks the original as shared, so one thread at a time calls it.
    borrowing func shared() -> EncodedPayload {
        EncodedPayload(kind, descriptions, frames: frames.shared())
    }
}
