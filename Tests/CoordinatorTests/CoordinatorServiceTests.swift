import Glibc
import TestSupport
import Testing
import Threads
import Wire
import ZeroMQ

@testable import Coordinator

struct CoordinatorServiceTests {
    /// Starts a coordinator, lets peers on real sockets live a life, and returns the closing account.
    private func run(
        _ edges: String = "inproc://edges", _ workers: String = "inproc://workers",
        keys: KeyPair? = nil, _ life: @escaping @Sendable (Context, CoordinatorService) throws -> Void
    ) async throws -> CoordinatorSnapshot {
        let context = try Context()
        var settings = CoordinatorSettings.test(edges, workers)
        settings.keys = keys
        let coordinator = try await CoordinatorService(settings, in: context)
        do { try await onThread { try life(context, coordinator) } } catch { Issue.record(error) }
        let account = try await coordinator.stop(within: .zero)
        #expect(account.counters.isBalanced)
        return account
    }

    private func welcomed(_ endpoint: String, _ hello: Header, in context: Context) throws -> TestPeer {
        var peer = try TestPeer(endpoint, in: context)
        try peer.say(hello)
        guard case .welcome = try peer.hear() else {
            Issue.record("not welcomed")
            return peer
        }
        return peer
    }

    private func request(_ sequence: UInt64, bytes: Int = 100) -> FocusRequest {
        Bench.request(sequence, budget: .seconds(60), bytes: bytes)
    }

    @Test(arguments: [
        ("inproc://edges", "inproc://workers"), ("tcp://127.0.0.1:*", "tcp://127.0.0.1:*"),
    ])
    func aRequestIsAnsweredThroughRealSockets(edges: String, workers: String) async throws {
        let account = try await run(edges, workers) { context, coordinator in
            var worker = try welcomed(coordinator.workerEndpoint, Bench.hello(worker: 1), in: context)
            var edge = try welcomed(coordinator.edgeEndpoint, Bench.hello(edge: 1), in: context)
            let payload = (0..<150_000).map { UInt8(truncatingIfNeeded: $0 &* 31) }
            try edge.say(.focusRequest(request(1, bytes: payload.count)), payload: [payload])
            let received = try worker.hearMessage()
            #expect(received.count == 2)
            #expect(received[1].copyBytes() == payload)
            guard case .focusRequest(let asked) = try Header.decode(received[0]) else {
                Issue.record("not a request")
                return
            }
            #expect(asked.attempt == 1)
            #expect(asked.budget <= .seconds(60))
            try worker.say(Bench.result(asked.id))
            #expect(try edge.hear() == Bench.result(asked.id))
        }
        #expect(account.counters.answered == 1)
        #expect(account.traffic.payloadBytesReceived == 150_000)
        #expect(account.traffic.payloadBytesSent == 150_000)
    }

    @Test func payloadBytesAreNeverCopied() async throws {
        _ = try await run { context, coordinator in
            var worker = try welcomed(coordinator.workerEndpoint, Bench.hello(worker: 1), in: context)
            var edge = try welcomed(coordinator.edgeEndpoint, Bench.hello(edge: 1), in: context)
            var address = 0
            let payload = Frame(byteCount: 150_000) { address = Int(bitPattern: $0.baseAddress) }
            var message = Header.focusRequest(request(1, bytes: 150_000)).message()
            message.append(payload)
            try edge.say(message)
            let received = try worker.hearMessage()
            // Within a process the worker reads the very bytes that the edge wrote.
            #expect(received[1].withUnsafeBytes { Int(bitPattern: $0.baseAddress) } == address)
        }
    }

    @Test func aLostWorkersRequestGoesToAnother() async throws {
        let account = try await run("tcp://127.0.0.1:*", "tcp://127.0.0.1:*") { context, coordinator in
            var edge = try welcomed(coordinator.edgeEndpoint, Bench.hello(edge: 1), in: context)
            try loseAWorker(coordinator.workerEndpoint, context, edge: &edge)
            var second = try welcomed(coordinator.workerEndpoint, Bench.hello(worker: 2), in: context)
            let request = try second.serve()
            #expect(request?.attempt == 2)
            #expect(try edge.hear() == Bench.result(Bench.request(1).id, attempt: 2))
        }
        #expect(account.counters.workersLost >= 1)  // The second one closes at the end of the test.
        #expect(account.counters.redispatches == 1)
        #expect(account.counters.answered == 1)
    }

    /// A worker whose connection closes while it has a request; the monitor tells, long before heartbeats could.
    private func loseAWorker(_ endpoint: String, _ context: Context, edge: inout TestPeer) throws {
        var worker = try welcomed(endpoint, Bench.hello(worker: 1), in: context)
        try edge.say(.focusRequest(request(1)), payload: [[UInt8](repeating: 1, count: 100)])
        guard case .focusRequest = try worker.hear() else {
            Issue.record("not a request")
            return
        }
    }

    @Test func aSecondAnswerReachesNobody() async throws {
        let account = try await run { context, coordinator in
            var worker = try welcomed(coordinator.workerEndpoint, Bench.hello(worker: 1), in: context)
            var edge = try welcomed(coordinator.edgeEndpoint, Bench.hello(edge: 1), in: context)
            try edge.say(.focusRequest(request(1)), payload: [[UInt8](repeating: 1, count: 100)])
            _ = try worker.serve()
            try worker.say(Bench.result(request(1).id))
            #expect(try edge.hear() == Bench.result(request(1).id))
            try edge.say(.focusRequest(request(2)), payload: [[UInt8](repeating: 1, count: 100)])
            _ = try worker.serve()
            #expect(try edge.hear() == Bench.result(request(2).id))
        }
        #expect(account.counters.surplusAnswers == 1)
        #expect(account.counters.answered == 2)
    }

    @Test func garbageCostsItsSenderARejectionAndNobodyElseAnything() async throws {
        let account = try await run { context, coordinator in
            var worker = try welcomed(coordinator.workerEndpoint, Bench.hello(worker: 1), in: context)
            var edge = try welcomed(coordinator.edgeEndpoint, Bench.hello(edge: 1), in: context)
            var vandal = try TestPeer(coordinator.edgeEndpoint, in: context)
            let hear = { (peer: inout TestPeer) throws -> RejectionCode? in
                guard case .rejection(let rejection) = try peer.hear() else { return nil }
                return rejection.code
            }
            try vandal.say(Message(Frame(copying: "GET / HTTP/1.1".utf8)))
            #expect(try hear(&vandal) == .malformed)
            try vandal.say(Message(Frame()))
            #expect(try hear(&vandal) == .unsupportedVersion)
            try vandal.say(.heartbeat(Heartbeat(sequence: 1)))
            #expect(try hear(&vandal) == .helloFirst)
            try edge.say(.focusRequest(request(1)), payload: [[1, 2, 3]])
            #expect(try hear(&edge) == .wrongFrames)
            try edge.say(.focusRequest(request(1)), payload: [])
            #expect(try hear(&edge) == .wrongFrames)
            try edge.say(.cancel(request(1).id), payload: [[1]])
            #expect(try hear(&edge) == .wrongFrames)
            var later = Bench.hello(edge: 7).encode().copyBytes()
            later[1] = 9
            try vandal.say(Message(Frame(copying: later)))
            #expect(try hear(&vandal) == .unsupportedVersion)

            try edge.say(.focusRequest(request(1)), payload: [[UInt8](repeating: 1, count: 100)])
            _ = try worker.serve()
            #expect(try edge.hear() == Bench.result(request(1).id))
        }
        #expect(account.counters.rejections[.wrongFrames] == 3)
        #expect(account.counters.rejections[.unsupportedVersion] == 2)
        #expect(account.counters.received == 1)
        #expect(account.counters.answered == 1)
    }

    @Test func stoppingFinishesWhatIsUnderWayAndSaysGoodbye() async throws {
        let context = try Context()
        let coordinator = try await CoordinatorService(.test("inproc://edges", "inproc://workers"), in: context)
        try await onThread {
            var worker = try welcomed(coordinator.workerEndpoint, Bench.hello(worker: 1), in: context)
            var edge = try welcomed(coordinator.edgeEndpoint, Bench.hello(edge: 1), in: context)
            try edge.say(.focusRequest(request(1)), payload: [[UInt8](repeating: 1, count: 100)])
            #expect(try worker.hearMessage().count == 2)
            coordinator.drain(within: .seconds(60))
            #expect(try worker.hear() == .drain("the coordinator stops"))
            #expect(try edge.hear() == .drain("the coordinator stops"))
            try worker.say(Bench.result(request(1).id))
            #expect(try edge.hear() == Bench.result(request(1).id))
            #expect(try edge.hear() == .goodbye("the coordinator stops"))
            #expect(try worker.hear() == .goodbye("the coordinator stops"))
        }
        let account = try await coordinator.stop()
        #expect(account.counters.answered == 1)
        #expect(await coordinator.snapshot() == nil)
    }

    @Test func aSnapshotIsBalancedAtAnyMoment() async throws {
        let context = try Context()
        let coordinator = try await CoordinatorService(.test("inproc://edges", "inproc://workers"), in: context)
        async let asking: Void = onThread {
            var edge = try welcomed(coordinator.edgeEndpoint, Bench.hello(edge: 1), in: context)
            _ = try welcomed(coordinator.workerEndpoint, Bench.hello(worker: 1), in: context)
            for sequence in 1...200 {
                try edge.say(.focusRequest(request(UInt64(sequence))), payload: [[UInt8](repeating: 1, count: 100)])
            }
        }
        for _ in 0..<20 {
            let snapshot = await coordinator.snapshot()
            #expect(snapshot?.counters.isBalanced == true)
        }
        try await asking
        #expect(await coordinator.snapshot()?.counters.isBalanced == true)
        try await coordinator.stop(within: .zero)
    }

    @Test func aPortInUseIsNamed() async throws {
        let context = try Context()
        let first = try await CoordinatorService(.test("tcp://127.0.0.1:*", "tcp://127.0.0.1:*"), in: context)
        let settings = CoordinatorSettings.test(first.edgeEndpoint, "tcp://127.0.0.1:*")
        let error = await #expect(throws: ZeroMQError.self) { _ = try await CoordinatorService(settings, in: context) }
        #expect(error?.endpoint == first.edgeEndpoint)
        try await first.stop(within: .zero)
    }

    @Test func onlyListedKeysReachTheCoordinator() async throws {
        let context = try Context()
        let (server, edgeKeys, strangerKeys) = (try KeyPair(), try KeyPair(), try KeyPair())
        var list = AccessList()
        list.allow(edgeKeys.publicKey, as: .edge, named: "gate")
        let authenticator = try await Authenticator(list, in: context)
        var settings = CoordinatorSettings.test("tcp://127.0.0.1:*", "tcp://127.0.0.1:*")
        settings.keys = server
        let coordinator = try await CoordinatorService(settings, in: context)
        @Sendable func connect(_ keys: KeyPair) throws -> TestPeer {
            let options: [SocketOption] = [.curveClient(keys, server: server.publicKey), .linger(.zero)]
            return try TestPeer(coordinator.edgeEndpoint, in: context, options: options)
        }
        let refused = Ticket<Void>()
        let stopped = BlockingQueue<Never>(capacity: 1)
        async let life: Void = onThread {
            defer { refused.finish(.success(())) }
            let stranger = try connect(strangerKeys)
            var edge = try connect(edgeKeys)
            try edge.say(Bench.hello(edge: 1))
            guard case .welcome = try edge.hear() else {
                Issue.record("not welcomed")
                return
            }
            while authenticator.refusedCount == 0 { sched_yield() }
            refused.finish(.success(()))
            // Both are there until the coordinator is not.
            _ = stopped.take()
            _ = consume stranger
        }
        try await refused.value()
        let account = try await coordinator.stop(within: .zero)
        stopped.close()
        try await life
        #expect(account.edges == 1)
        await authenticator.stop()
    }
}
