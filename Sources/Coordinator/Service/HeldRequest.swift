import Wire
import ZeroMQ

/// The header and the payload frames of one live request, kept until it ends because a lost worker's request is sent
/// again.
///
/// A class because dictionaries hold no unique values; it belongs to the coordinator's thread, which uses it again for
/// another request when this one has ended.
final class HeldRequest {
    /// As it came.
    private(set) var header: FocusRequest?
    private var payload = Message()
    private(set) var byteCount = 0

    /// Takes over the payload of a message: its frames from position `first` on, which are empty then.
    func hold(_ header: FocusRequest, _ message: borrowing Message, from first: Int) {
        self.header = header
        for index in first..<message.count { payload.append(movedFrom: message[index]) }
        byteCount = payload.byteCount
    }

    /// Adds the payload to a message; libzmq shares the bytes by count.
    func append(to message: inout Message) {
        for index in 0..<payload.count { message.append(sharedWith: payload[index]) }
    }

    /// Lets go of the payload, and gives the header away.
    func release() -> FocusRequest? {
        payload.removeAll()
        defer { header = nil }
        return header
    }
}
