import Testing
import ZeroMQ

struct MessageReuseTests {
    @Test func oneMessageTakesWhatComes() throws {
        let context = try Context()
        var router = try Socket(.router, in: context)
        try router.bind("inproc://reuse")
        var dealer = try Socket(.dealer, in: context)
        try dealer.connect("inproc://reuse")
        let long = String(repeating: "long ", count: 100)
        var message = Message()
        for texts in [["a", long], ["b"], ["c", "d", long, "e"]] {
            var sent = Message()
            for text in texts { sent.append(Frame(copying: text.utf8)) }
            try dealer.awaitSending(sent)
            #expect(try router.receive(into: &message))
            #expect(Array(message.texts().dropFirst()) == texts)
            // Back to where it came from, out of the same places.
            #expect(try router.send(contentsOf: message, from: 1, to: RoutingID(message[0])))
            #expect(try dealer.receive()?.texts() == texts)
        }
        #expect(try !router.receive(into: &message))
        #expect(message.texts().isEmpty)
    }

    @Test func whatNobodyTookIsStillThere() throws {
        let context = try Context()
        var router = try Socket(.router, in: context)
        try router.bind("inproc://nobody")
        let message = Message(texts: "a", "b")
        #expect(try !router.send(contentsOf: message, to: RoutingID(bytes: [1, 2, 3])))
        #expect(message.texts() == ["a", "b"])
    }

    @Test func framesAreSharedMovedAndWrittenIntoPlacesThatWereUsed() {
        let source = Message(texts: "shared", "moved")
        var message = Message()
        for _ in 0..<3 {
            message.removeAll()
            message.append(sharedWith: source[0])
            message.append(byteCount: 2) { $0.copyBytes(from: "hi".utf8) }
            #expect(message.texts() == ["shared", "hi"])
        }
        message.append(movedFrom: source[1])
        #expect(message.texts() == ["shared", "hi", "moved"])
        #expect(source.texts() == ["shared", ""])
    }

    @Test(arguments: [1, 5, 15, 16, 17, 33, 255])
    func aRoutingIDIsItsBytes(count: Int) {
        let bytes = (0..<count).map { UInt8(truncatingIfNeeded: 7 &* $0 &+ 1) }
        let id = RoutingID(Frame(copying: bytes))
        #expect(id.bytes == bytes && id == RoutingID(bytes: bytes))
        #expect(id != RoutingID(bytes: bytes + [0]))
        #expect(id.description.hasPrefix("01") && id.description.utf8.count == 2 * count)
    }
}
