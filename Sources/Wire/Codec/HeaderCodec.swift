import CFoveaProto
package import ZeroMQ

/// Reads and writes the headers of one thread; once warm, requests and answers pass without an allocation of its own.
///
/// `Header.decode` and `Header.encode` are for those who have few.
package struct HeaderCodec: ~Copyable {
    private let arena = Arena()
    private var spares = Spares()

    /// Makes a codec that has seen nothing.
    package init() {}

    /// Reads frame 1. Nothing in the result is out of its bounds; whatever cannot be used is a `WireError`.
    package mutating func decode(_ frame: borrowing Frame) throws(WireError) -> Header {
        try frame.withUnsafeBytes { (bytes) throws(WireError) in try Header.decode(bytes, in: arena, &spares) }
    }

    /// Writes frame 1 at the end of a message; texts for people that are too long are cut.
    package func append(_ header: Header, to message: inout Message) {
        header.packed(in: arena) { byteCount, write in message.append(byteCount: byteCount, initializingWith: write) }
    }

    /// Takes over what a decoded message held, to decode into; its last owner calls this.
    package mutating func reuse(_ request: FocusRequest) {
        spares.take(request)
    }

    /// The same for an answer.
    package mutating func reuse(_ result: FocusResult) {
        spares.take(result)
    }
}
