import Randomness
import TestSupport
import Testing
import Wire
import WireSamples
import ZeroMQ

struct HeaderTests {
    @Test(arguments: Samples.headers)
    func everyMessageComesBackAsItWas(header: Header) throws {
        #expect(try Header.decode(header.encode()) == header)
    }

    @Test func theBytesAreThoseOfTheContract() {
        // version = 1 (field 1), cancel = 10: {id = 1: {edge_incarnation = 1: fixed64, sequence = 2: varint}}.
        let bytes = Header.cancel(RequestID(edgeIncarnation: 1, sequence: 300)).encode().copyBytes()
        #expect(bytes == [8, 1, 0x52, 14, 10, 12, 9, 1, 0, 0, 0, 0, 0, 0, 0, 16, 0xac, 2])
    }

    @Test func longReasonsAreCutAndControlCharactersReplaced() throws {
        let reason = "é\n" + String(repeating: "x", count: 400)
        guard case .drain(let text) = try Header.decode(Header.drain(reason).encode()) else {
            Issue.record("not a drain")
            return
        }
        #expect(text.utf8.count == 256)
        #expect(text.hasPrefix("é x"))
    }

    @Test func whatIsNoEnvelopeIsMalformed() {
        let cases: [[UInt8]] = [[], [255, 255], [8, 1], Array("GET / HTTP/1.1".utf8)]
        for bytes in cases {
            let error = #expect(throws: WireError.self) { _ = try Header.decode(Frame(copying: bytes)) }
            let code = error?.rejection.code
            #expect(code == .malformed || code == .unsupportedVersion)
        }
        let large = [UInt8](repeating: 0, count: Bounds.headerBytes + 1)
        #expect(throws: WireError.malformed("16385 bytes; at most 16384")) {
            _ = try Header.decode(Frame(copying: large))
        }
    }

    @Test func anotherVersionIsNamed() {
        var bytes = Header.cancel(Samples.id).encode().copyBytes()
        bytes[1] = 2
        let error = #expect(throws: WireError.unsupportedVersion(2)) { _ = try Header.decode(Frame(copying: bytes)) }
        #expect(error?.rejection.code == .unsupportedVersion)
        #expect(error?.description == "version 2 of the protocol; this node speaks 1")
    }

    @Test func mutatedMessagesNeverCrashAndAreInBoundsOrRefused() throws {
        var random = SeededGenerator(seed: 20_240_601)
        var accepted = 0
        let originals = Samples.headers.map { $0.encode().copyBytes() }
        for _ in 0..<30_000 {
            var bytes = originals[Int.random(in: 0..<originals.count, using: &random)]
            for _ in 0..<Int.random(in: 1...4, using: &random) { mutate(&bytes, using: &random) }
            guard let header = try? Header.decode(Frame(copying: bytes)) else { continue }
            accepted += 1
            // Whatever is let in can be said again: nothing is out of bounds.
            #expect(try Header.decode(header.encode()) == header)
        }
        #expect(accepted > 1000)
    }

    private func mutate(_ bytes: inout [UInt8], using random: inout SeededGenerator) {
        guard !bytes.isEmpty else { return }
        let position = Int.random(in: 0..<bytes.count, using: &random)
        switch Int.random(in: 0..<4, using: &random) {
        case 0: bytes[position] ^= 1 << UInt8.random(in: 0..<8, using: &random)
        case 1: bytes[position] = UInt8.random(in: 0...255, using: &random)
        case 2: bytes.remove(at: position)
        default: bytes.insert(UInt8.random(in: 0...255, using: &random), at: position)
        }
    }
}
