import Testing
import ZeroMQ

struct FrameTests {
    @Test func aFrameOwnsItsBytes() {
        let frame = Frame(copying: [1, 2, 3])
        #expect(frame.byteCount == 3)
        #expect(frame.copyBytes() == [1, 2, 3])
        let span = frame.bytes
        #expect(span.unsafeLoadUnaligned(fromByteOffset: 1, as: UInt16.self) == 0x0302)
        #expect(Frame().byteCount == 0)
    }

    @Test func aSharedFrameHasTheSameBytesAndNotACopy() {
        let address: (borrowing Frame) -> Int = { $0.withUnsafeBytes { Int(bitPattern: $0.baseAddress) } }
        let frame = Frame(copying: [UInt8](repeating: 7, count: 150_000))
        let other = frame.shared()
        #expect(address(frame) == address(other))
        #expect(other.byteCount == 150_000)
    }

    @Test func aMessageKeepsItsFramesInOrder() {
        var message = Message(texts: "b", "c")
        message.prepend(Frame(copying: "a".utf8))
        #expect(message.texts() == ["a", "b", "c"])
        #expect(message.byteCount == 3)
        #expect(message.shared().texts() == ["a", "b", "c"])
        #expect(message.takeFirst()?.copyBytes() == [97])
        #expect(message.texts() == ["b", "c"])
    }

    @Test func largeFramesTravelOverInprocWithoutBeingCopied() throws {
        let context = try Context()
        var left = try Socket(.pair, in: context)
        var right = try Socket(.pair, in: context)
        try left.bind("inproc://frames")
        try right.connect("inproc://frames")
        var address = 0
        let frame = Frame(byteCount: 150_000) { bytes in
            address = Int(bitPattern: bytes.baseAddress)
            for index in bytes.indices { bytes[index] = UInt8(truncatingIfNeeded: index) }
        }
        try left.awaitSending(Message(frame))
        let received = try right.awaitMessage()
        let arrived = received[0].withUnsafeBytes { Int(bitPattern: $0.baseAddress) }
        #expect(arrived == address)
        #expect(received[0].bytes.unsafeLoadUnaligned(fromByteOffset: 300, as: UInt8.self) == 44)
    }
}
