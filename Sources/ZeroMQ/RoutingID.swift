/// The name under which a router socket knows one connection of a peer.
///
/// Routers give each connection a new one, so it tells nothing about who the peer is; the hello says that.
package struct RoutingID: Hashable, Sendable, CustomStringConvertible {
    /// 1 to 255 bytes.
    package let bytes: [UInt8]

    /// Reads it from the first frame of a message that a router received.
    package init(_ frame: borrowing Frame) {
        bytes = frame.copyBytes()
    }

    /// Makes one from bytes.
    package init(bytes: [UInt8]) {
        self.bytes = bytes
    }

    /// A frame that addresses the peer.
    package var frame: Frame { Frame(copying: bytes) }

    /// Hexadecimal digits, for logs.
    package var description: String {
        let digits = Array("0123456789abcdef")
        return String(bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] })
    }
}
