import Randomness
import Testing
import WireSamples
import ZeroMQ

@testable import Wire

/// A codec that is used again and again says what one that is made anew says.
struct HeaderCodecTests {
    @Test func oneCodecReadsAndWritesAllMessagesInAnyOrder() throws {
        var codec = HeaderCodec()
        var random = SeededGenerator(seed: 3)
        var message = Message()
        for _ in 0..<2000 {
            let header = try #require(Samples.headers.randomElement(using: &random))
            message.removeAll()
            codec.append(header, to: &message)
            let (count, bytes) = (message.count, message[0].copyBytes())
            #expect(count == 1 && bytes == header.encode().copyBytes())
            #expect(try codec.decode(message[0]) == header)
        }
    }

    @Test func whatIsGivenBackIsFilledAnew() throws {
        var codec = HeaderCodec()
        for number in 0..<100 {
            var request = Samples.request
            request.camera = "camera \(number % 3) of a house with a long name"
            request.region.keptCells = Region.mask(of: [number % 49], gridSide: 7)
            request.frames.removeLast(number % 2)
            var result = Samples.result
            result.top.removeLast(number % 3)
            guard case .focusRequest(let asked) = try codec.decode(Header.focusRequest(request).encode()),
                case .focusResult(let answered) = try codec.decode(Header.focusResult(result).encode())
            else {
                Issue.record("another message")
                return
            }
            #expect(asked == request)
            #expect(answered == result)
            codec.reuse(asked)
            codec.reuse(answered)
        }
    }

    @Test func aMessageThatIsStillHeldStaysAsItIs() throws {
        var codec = HeaderCodec()
        let first = try codec.decode(Header.focusRequest(Samples.request).encode())
        if case .focusRequest(let request) = first { codec.reuse(request) }
        var other = Samples.request
        other.region.keptCells = Region.mask(of: [1, 2], gridSide: 7)
        other.frames.removeLast()
        let second = try codec.decode(Header.focusRequest(other).encode())
        #expect(first == .focusRequest(Samples.request))
        #expect(second == .focusRequest(other))
    }

    @Test func aMessageLargerThanTheArenasBlockIsRead() throws {
        var codec = HeaderCodec()
        var hello = Samples.edge
        hello.kind = .edge(cameras: (0..<256).map { "camera \($0) at the long northern wall of the hall" })
        for _ in 0..<3 { #expect(try codec.decode(Header.hello(hello).encode()) == .hello(hello)) }
        #expect(try codec.decode(Header.focusResult(Samples.result).encode()) == .focusResult(Samples.result))
    }

    @Test func namesAreCheckedThoughManyWereSeen() throws {
        var codec = HeaderCodec()
        var request = Samples.request
        for number in 0..<5000 {
            request.camera = "camera \(number)"
            #expect(try codec.decode(Header.focusRequest(request).encode()) == .focusRequest(request))
        }
        request.camera = String(repeating: "x", count: 65)
        for _ in 0..<2 {
            #expect(throws: WireError.self) { try codec.decode(Header.focusRequest(request).encode()) }
        }
    }
}
