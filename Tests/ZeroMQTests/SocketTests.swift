import Testing
import ZeroMQ

struct SocketTests {
    @Test(arguments: ["inproc://sockets", "tcp://127.0.0.1:*"])
    func aRouterAnswersTheDealerThatAsked(endpoint: String) throws {
        let context = try Context()
        var router = try Socket(.router, in: context)
        let address = try router.bind(endpoint)
        var dealer = try Socket(.dealer, in: context)
        try dealer.connect(address)
        try dealer.awaitSending(Message(texts: "header", "payload"))
        var request = try router.awaitMessage()
        let peer = RoutingID(request.takeFirst() ?? Frame())
        #expect(request.texts() == ["header", "payload"])
        #expect(try router.send(request, to: peer).wasSent)
        #expect(try dealer.awaitMessage().texts() == ["header", "payload"])
    }

    @Test func aMessageToNobodyComesBackWhole() throws {
        let context = try Context()
        var router = try Socket(.router, in: context)
        try router.bind("inproc://nobody")
        switch try router.send(Message(texts: "a", "b"), to: RoutingID(bytes: [1, 2, 3])) {
        case .sent: Issue.record("there is nobody to send to")
        case .wouldBlock: Issue.record("the peer is not slow but unknown")
        case .unreachable(let message): #expect(message.texts() == ["a", "b"])
        }
    }

    @Test func receivingAndSendingSayWhenTheyWouldBlock() throws {
        let context = try Context()
        var dealer = try Socket(.dealer, in: context)
        try dealer.connect("tcp://127.0.0.1:1")
        #expect(try dealer.receive() == nil)
        switch try dealer.send(Message(texts: "a", "b")) {
        case .sent: Issue.record("nobody is connected")
        case .wouldBlock(let message): #expect(message.texts() == ["a", "b"])
        case .unreachable: Issue.record("dealers know no addresses")
        }
    }

    @Test func aFullPeerIsSeenAndNothingIsLost() throws {
        let context = try Context()
        var router = try Socket(.router, in: context, options: [.sendHighWaterMark(2)])
        try router.bind("inproc://full")
        var dealer = try Socket(.dealer, in: context, options: [.receiveHighWaterMark(2)])
        try dealer.connect("inproc://full")
        try dealer.awaitSending(Message(texts: "hello"))
        let peer = RoutingID(try router.awaitMessage()[0])
        var sent = 0
        while try router.send(Message(texts: "number \(sent)"), to: peer).wasSent { sent += 1 }
        #expect(sent == 4)  // Over inproc the marks of both ends add up.
        for number in 0..<sent { #expect(try dealer.awaitMessage().texts() == ["number \(number)"]) }
    }

    @Test func anOversizedFrameEndsItsConnectionOnly() throws {
        let context = try Context()
        var router = try Socket(.router, in: context, options: [.maximumFrameBytes(1000)])
        let address = try router.bind("tcp://127.0.0.1:*")
        var large = try Socket(.dealer, in: context)
        var small = try Socket(.dealer, in: context)
        try large.connect(address)
        try small.connect(address)
        try large.awaitSending(Message(Frame(copying: [UInt8](repeating: 0, count: 1001))))
        try small.awaitSending(Message(texts: "small"))
        #expect(try router.awaitMessage()[1].byteCount == 5)
        #expect(try router.receive() == nil)
    }

    @Test func aPortInUseIsNamedWithTheWayOut() throws {
        let context = try Context()
        let first = try Socket(.router, in: context)
        let address = try first.bind("tcp://127.0.0.1:*")
        let second = try Socket(.router, in: context)
        let error = #expect(throws: ZeroMQError.self) { try second.bind(address) }
        #expect(error?.endpoint == address)
        #expect(error?.description.contains("choose another port") == true)
        let wrong = #expect(throws: ZeroMQError.self) { try second.bind("nonsense") }
        #expect(wrong?.description.contains("expected tcp://HOST:PORT") == true)
    }

    @Test func everyOptionIsAccepted() throws {
        let context = try Context()
        let pair = try KeyPair()
        let options: [SocketOption] = [
            .routerMandatory(true), .linger(.seconds(1)), .immediate(false),
            .handshake(.seconds(5)),
            .maximumFrameBytes(1 << 20), .sendHighWaterMark(10), .receiveHighWaterMark(10), .curveServer(pair),
            .authenticationDomain("fovea.edge"), .reconnect(first: .milliseconds(50), maximum: .seconds(5)),
            .keepAlive(idle: .seconds(10), interval: .seconds(2), probes: 3), .ipv6(false),
        ]
        _ = try Socket(.router, in: context, options: options)
        _ = try Socket(
            .dealer, in: context, options: [.routingID([1, 2]), .curveClient(pair, server: pair.publicKey)])
    }

    @Test func anInterruptedContextEndsEveryCall() throws {
        let context = try Context()
        var socket = try Socket(.dealer, in: context)
        context.interrupt()
        let error = #expect(throws: ZeroMQError.self) { _ = try socket.receive() }
        #expect(error?.isContextTerminated == true)
    }
}
