/// The name under which a router socket knows one connection of a peer.
///
/// Routers give each connection a new one, so it tells nothing about who the peer is; the hello says that. The short ones
/// that libzmq makes are kept in place.
package struct RoutingID: Hashable, Sendable, CustomStringConvertible {
    private let count: Int
    /// The first 16 bytes, the lowest first.
    private let start: UInt128
    /// What is beyond, for peers that named themselves at length.
    private let rest: [UInt8]

    /// Reads it from the first frame of a message that a router received: 1 to 255 bytes.
    package init(_ frame: borrowing Frame) {
        self = frame.withUnsafeBytes { RoutingID($0) }
    }

    /// Makes one from bytes.
    package init(bytes: [UInt8]) {
        self = bytes.withUnsafeBytes { RoutingID($0) }
    }

    private init(_ bytes: UnsafeRawBufferPointer) {
        var start: UInt128 = 0
        withUnsafeMutableBytes(of: &start) {
            $0.copyMemory(from: UnsafeRawBufferPointer(rebasing: bytes.prefix($0.count)))
        }
        self.start = start
        count = bytes.count
        rest = bytes.count > 16 ? Array(bytes.dropFirst(16)) : []
    }

    /// The name, 1 to 255 bytes.
    package var bytes: [UInt8] { withUnsafeBytes(of: start) { Array($0.prefix(count)) } + rest }

    /// Writes the name into a frame, which then addresses the peer.
    func write(to frame: borrowing Frame) {
        frame.refill(byteCount: count) { target in
            withUnsafeBytes(of: start) { target.copyMemory(from: UnsafeRawBufferPointer(rebasing: $0.prefix(count))) }
            if count > 16 { target[16...].copyBytes(from: rest) }
        }
    }

    /// Hexadecimal digits, for logs.
    package var description: String {
        let digits = Array("0123456789abcdef")
        return String(bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] })
    }
}
