import ZeroMQ

/// The payload frames of one live request, kept until it ends because a lost worker's request is sent again.
///
/// A class because dictionaries hold no unique values; it belongs to the coordinator's thread.
final class HeldPayload {
    private let frames: Message

    init(_ frames: consuming Message) {
        self.frames = frames
    }

    var byteCount: Int { frames.byteCount }

    /// A message of the header and the kept frames, which libzmq shares by count.
    func message(after header: consuming Frame) -> Message {
        var message = frames.shared()
        message.prepend(header)
        return message
    }
}
