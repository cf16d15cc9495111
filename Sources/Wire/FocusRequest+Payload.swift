package import ZeroMQ

extension FocusRequest {
    /// Checks that the frames from position `first` of a message on are those that the request describes, by number and
    /// size; looks at no byte of them.
    package func checkPayload(of message: borrowing Message, from first: Int = 1) throws(WireError) {
        guard message.count - first == frames.count else {
            throw .wrongFrames("\(message.count - first) payload frames; the header describes \(frames.count)")
        }
        for index in frames.indices {
            let (found, described) = (message[first + index].byteCount, frames[index].byteCount)
            guard found == described else {
                throw .wrongFrames("payload frame \(index) has \(found) bytes; the header says \(described)")
            }
        }
    }
}
