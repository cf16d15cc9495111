import Cascade
import Edge
import Images
import LFViT
import Links
import Synchronization
import Testing
import Wire
import ZeroMQ

/// An edge and coordinators written by hand, in one process over inproc.
struct ForwardingEdgeTests {
    private let context: Context
    private let endpoint = "inproc://coordinator"

    init() throws {
        context = try Context()
    }

    private func edge(
        _ settings: EdgeSettings? = nil, to endpoints: [String]? = nil, change: (inout Uplink) -> Void = { _ in }
    ) async throws -> EdgeUnderTest {
        var uplink = EdgeUnderTest.uplink(endpoints ?? [endpoint], in: context)
        change(&uplink)
        return try await EdgeUnderTest(settings ?? EdgeUnderTest.settings(), uplink: uplink)
    }

    @Test func aFrameAskedAgainIsAnsweredBesideTheAccount() async throws {
        let coordinator = try await TestCoordinator(endpoint, in: context) { [TestCoordinator.result($0)] }
        let edge = try await edge()
        let late = try await edge.node.answerLate(try EdgeUnderTest.frame("cat", number: 9))
        #expect(late.outcome == .focused && late.frame == 9)
        #expect(late.answer == FrameOutcome.Answer(classIndex: 7, confidence: 0.9))
        let damaged = OfferedFrame(camera: try Camera("gate"), number: 10, picture: .bytes([1, 2, 3]))
        #expect(try await edge.node.answerLate(damaged).outcome == .rejected(.notAPicture))
        await edge.node.stop(within: .seconds(10))
        await coordinator.stop()
        #expect(try await edge.node.answerLate(damaged).outcome == .dropped(.stopping))
        #expect(edge.outcomes.all.isEmpty && edge.node.account.total.offered == 0 && edge.node.account.isBalanced)
    }

    @Test func aWorkersAnswerIsTheFramesOneFinalAnswer() async throws {
        let requests = Mutex<[FocusRequest]>([])
        let coordinator = try await TestCoordinator(endpoint, in: context) { request in
            requests.withLock { $0.append(request) }
            return [
                TestCoordinator.result(request, classIndex: 5, isFinal: false), TestCoordinator.result(request),
            ]
        }
        var settings = try EdgeUnderTest.settings()
        settings.emitsPartials = true
        let edge = try await edge(settings)
        await edge.node.replay([try EdgeUnderTest.frame("cat", number: 41)])
        await edge.node.stop(within: .seconds(10))
        await coordinator.stop()

        #expect(edge.outcomes.all.map(\.outcome) == [nil, nil, .focused])
        #expect(edge.outcomes.all.map(\.isProvisional) == [true, false, false])
        let final = try #require(edge.outcomes.final.first)
        #expect(final.answer == FrameOutcome.Answer(classIndex: 7, confidence: 0.9))
        #expect(final.worker == "worker")
        #expect(edge.node.account.isBalanced)
        #expect(edge.node.account.total.focused == 1)

        let cascade = try FrameCascade(EdgeUnderTest.model.get(), settings: settings.cascade)
        let expected = try cascade.answer(file: EdgeUnderTest.path("cat"))
        let request = try #require(requests.withLock { $0.first })
        #expect(request.camera == "gate")
        #expect(request.frame == 41)
        #expect(request.id == RequestID(edgeIncarnation: 11, sequence: 1))
        #expect(request.region.regionIndex == expected.region?.index)
        #expect((0..<49).filter { request.region.keeps(cell: $0) } == cascade.selection.kept.sorted())
        #expect(request.localization.classIndex == expected.localization?.best.index)
        #expect(final.region == expected.region)
    }

    @Test func aFailureFallsBack() async throws {
        let coordinator = try await TestCoordinator(endpoint, in: context) { request in
            [.header(.focusFailure(FocusFailure(id: request.id, code: .workerError)))]
        }
        let edge = try await edge()
        await edge.node.replay([try EdgeUnderTest.frame("cat")])
        await edge.node.stop(within: .seconds(10))
        await coordinator.stop()
        #expect(edge.outcomes.all.map(\.outcome) == [.fallback(.failed(.workerError))])
        #expect(edge.outcomes.all.map(\.isProvisional) == [true])
    }

    @Test func anUnansweredFrameFallsBackWhenItsBudgetEndsAndIsCancelled() async throws {
        let coordinator = try await TestCoordinator(endpoint, in: context) { _ in [] }
        let edge = try await edge()
        await awaitWelcome(edge)
        let before = ContinuousClock.now - .seconds(600) + .seconds(1)
        let frame = OfferedFrame(
            camera: try Camera("gate"), number: 1, picture: .file(EdgeUnderTest.path("cat")), scheduled: before
        )
        await edge.node.replay([frame])
        await edge.node.stop(within: .seconds(10))
        var ended: [String] = []
        for await header in coordinator.seen {
            if case .focusRequest = header { ended.append("request") }
            if case .cancel = header { ended.append("cancel") }
            if case .goodbye = header {
                ended.append("goodbye")
                break
            }
        }
        await coordinator.stop()
        #expect(edge.outcomes.all.map(\.outcome) == [.fallback(.deadline)])
        // A machine so busy that the budget ended before the request was made has nothing to cancel.
        #expect(ended == ["request", "cancel", "goodbye"] || ended == ["goodbye"])
    }

    @Test func anEdgeThatFocusesItselfDoesSoWhenNoWorkerAnswers() async throws {
        let coordinator = try await TestCoordinator(endpoint, in: context) { request in
            [.header(.focusFailure(FocusFailure(id: request.id, code: .noWorkers)))]
        }
        var settings = try EdgeUnderTest.settings()
        settings.fallback = .focus(reserve: .seconds(60))
        let edge = try await edge(settings)
        await edge.node.replay([try EdgeUnderTest.frame("cat"), try EdgeUnderTest.frame("rocket", number: 2)])
        await edge.node.stop(within: .seconds(10))
        await coordinator.stop()
        let cascade = try FrameCascade(EdgeUnderTest.model.get(), settings: settings.cascade)
        for (number, name) in [(UInt64(1), "cat"), (2, "rocket")] {
            let expected = try cascade.answer(file: EdgeUnderTest.path(name))
            let outcome = try #require(edge.outcomes.all.first { $0.frame == number })
            #expect(outcome.outcome == .fallback(.failed(.noWorkers)))
            #expect(!outcome.isProvisional)
            #expect(outcome.answer?.classIndex == expected.answer.best.index)
            #expect(outcome.answer?.confidence == expected.answer.best.confidence)
        }
    }

    @Test func anAnswerThatComesTwiceCountsOnce() async throws {
        let coordinator = try await TestCoordinator(endpoint, in: context) { request in
            let result = TestCoordinator.result(request)
            return request.id.sequence == 1 ? [result, result] : [result]
        }
        let edge = try await edge()
        let frames = [try EdgeUnderTest.frame("cat"), try EdgeUnderTest.frame("rocket", number: 2)]
        await edge.node.replay(frames, unfinished: 1)
        await edge.node.stop(within: .seconds(10))
        await coordinator.stop()
        #expect(edge.outcomes.final.map(\.frame) == [1, 2])
        #expect(edge.outcomes.final.map(\.outcome) == [.focused, .focused])
        #expect(edge.node.forwarding?.counters.duplicate == 1)
        #expect(edge.node.account.isBalanced)
    }

    @Test func anEdgeWithOtherWeightsAnswersHereAndSaysSo() async throws {
        let refusal = Refusal(code: .otherWeights, reason: "expected 00, found 01", retry: .seconds(30))
        let coordinator = try await TestCoordinator(endpoint, in: context, greeting: .refusal(refusal)) { _ in
            Issue.record("a refused edge sent a request")
            return []
        }
        let edge = try await edge()
        await edge.node.replay([try EdgeUnderTest.frame("cat"), try EdgeUnderTest.frame("rocket")], unfinished: 1)
        await edge.node.stop(within: .seconds(10))
        await coordinator.stop()
        #expect(edge.outcomes.all.map(\.outcome) == Array(repeating: .fallback(.refused(.otherWeights)), count: 2))
        var notices = edge.notices.makeAsyncIterator()
        let notice = try #require(await notices.next())
        #expect(notice == .refused(endpoint: endpoint, refusal))
        #expect(notice.description.contains("expected 00, found 01"))
    }

    @Test func garbageIsCountedAndDisturbsNothing() async throws {
        let coordinator = try await TestCoordinator(endpoint, in: context) { request in
            let stranger = FocusRequest(
                id: RequestID(edgeIncarnation: 99, sequence: 1), camera: request.camera, frame: 0,
                budget: request.budget, payload: .features, region: request.region, frames: request.frames,
                localization: request.localization
            )
            return [
                .bytes([]), .bytes([0xff, 0, 1, 2]), .headerWithPayload(.drain("")),
                .header(.credit(Credit(items: 1, bytes: 1))), .header(.focusRequest(request)),
                TestCoordinator.result(stranger), TestCoordinator.result(request),
            ]
        }
        let edge = try await edge()
        await edge.node.replay([try EdgeUnderTest.frame("cat")])
        await edge.node.stop(within: .seconds(10))
        await coordinator.stop()
        #expect(edge.outcomes.all.map(\.outcome) == [.focused])
        #expect(edge.node.forwarding?.unusableMessages == 5)
        #expect(edge.node.forwarding?.counters.unknown == 1)
    }

    @Test func anAnswerThatNamesNoClassOfTheModelIsNotUsed() async throws {
        let coordinator = try await TestCoordinator(endpoint, in: context) { request in
            [TestCoordinator.result(request, classIndex: 1000)]
        }
        let edge = try await edge()
        await edge.node.replay([try EdgeUnderTest.frame("cat")])
        await edge.node.stop(within: .seconds(10))
        await coordinator.stop()
        #expect(edge.outcomes.all.map(\.outcome) == [.fallback(.unusableAnswer)])
    }

    @Test func framesOfAMuteCoordinatorGoToTheNext() async throws {
        let endpoints = ["inproc://one", "inproc://two"].sorted {
            RendezvousHash.weight(camera: "gate", coordinator: $0)
                > RendezvousHash.weight(camera: "gate", coordinator: $1)
        }
        let terms = TestCoordinator.welcome(heartbeat: .milliseconds(20))
        let mute = try await TestCoordinator(endpoints[0], in: context, isMute: true, greeting: terms) { _ in [] }
        let other = try await TestCoordinator(endpoints[1], in: context) { [TestCoordinator.result($0)] }
        let edge = try await edge(to: endpoints)
        await edge.node.replay([try EdgeUnderTest.frame("cat")])
        await edge.node.stop(within: .seconds(10))
        await mute.stop()
        await other.stop()
        #expect(edge.outcomes.all.map(\.outcome) == [.focused])
    }

    @Test func anEdgeFindsItsCoordinatorAgain() async throws {
        let terms = TestCoordinator.welcome(heartbeat: .milliseconds(50))
        let first = try await TestCoordinator(endpoint, in: context, greeting: terms) { [TestCoordinator.result($0)] }
        let edge = try await edge { $0.times.reconnect = .milliseconds(1)...Duration.milliseconds(10) }
        var notices = edge.notices.makeAsyncIterator()
        #expect(await notices.next() == .welcomed(endpoint: endpoint, coordinator: "by hand"))
        await first.stop()
        #expect(await notices.next() == .lost(endpoint: endpoint))
        await edge.node.replay([try EdgeUnderTest.frame("cat")])
        #expect(edge.outcomes.all.map(\.outcome) == [.fallback(.coordinatorLost)])
        let second = try await TestCoordinator(endpoint, in: context) { [TestCoordinator.result($0)] }
        #expect(await notices.next() == .welcomed(endpoint: endpoint, coordinator: "by hand"))
        await edge.node.replay([try EdgeUnderTest.frame("rocket", number: 2)])
        await edge.node.stop(within: .seconds(10))
        await second.stop()
        #expect(edge.outcomes.all.last?.outcome == .focused)
        #expect(edge.node.account.isBalanced)
    }

    @Test func whatDoesNotFitFallsBackAndAStopEndsTheRest() async throws {
        let coordinator = try await TestCoordinator(endpoint, in: context) { _ in [] }
        var settings = try EdgeUnderTest.settings()
        settings.maximumInFlight = 1
        let edge = try await edge(settings)
        for number in 1...3 { await edge.node.take(try EdgeUnderTest.frame("cat", number: UInt64(number))) }
        await edge.node.stop(within: .zero)
        await coordinator.stop()
        let outcomes = edge.outcomes.final.sorted { $0.frame < $1.frame }.map(\.outcome)
        #expect(outcomes == [.fallback(.stopping), .fallback(.saturated), .fallback(.saturated)])
        #expect(edge.node.account.isBalanced)
        #expect(edge.node.account.total.inFlight == 0)
    }

    @Test func aPayloadThatCannotBeMadeIsAFallback() async throws {
        struct NoRoom: Error {}
        let edge = try await edge { uplink in uplink.payload = { { _ in throw NoRoom() } } }
        await edge.node.replay([try EdgeUnderTest.frame("cat")])
        await edge.node.stop(within: .seconds(10))
        #expect(edge.outcomes.all.map(\.outcome) == [.fallback(.notEncoded)])
        #expect(edge.outcomes.all.first?.detail == "NoRoom()")
    }

    @Test func aContextThatIsShutDownLosesNoFrame() async throws {
        let coordinator = try await TestCoordinator(endpoint, in: context) { _ in [] }
        let edge = try await edge()
        await edge.node.take(try EdgeUnderTest.frame("cat"))
        context.interrupt()
        await edge.node.stop(within: .seconds(600))
        await coordinator.stop()
        #expect(edge.outcomes.final.count == 1)
        #expect(edge.node.account.total.fallback == 1)
        #expect(edge.node.account.isBalanced)
    }

    @Test func anUplinkThatCannotWorkIsNamed() async throws {
        let error = await #expect(throws: ZeroMQError.self) { _ = try await edge(to: ["tcp://nowhere"]) }
        #expect(error?.description.contains("tcp://nowhere") == true)
        let none = await #expect(throws: EdgeError.self) { _ = try await edge(to: []) }
        #expect(none?.description.contains("needs a coordinator") == true)
        let key = try KeyPair().publicKey
        let keyless = await #expect(throws: EdgeError.self) {
            _ = try await edge { $0.coordinators = [Uplink.Coordinator("tcp://127.0.0.1:1", key: key)] }
        }
        #expect(keyless?.description.contains("fovea keys") == true)
    }

    @Test func onlyAnEdgeOnTheListIsServed() async throws {
        let (server, listed, stranger) = (try KeyPair(), try KeyPair(), try KeyPair())
        var list = AccessList()
        list.allow(listed.publicKey, as: .edge, named: "edge")
        let authenticator = try await Authenticator(list, in: context)
        let coordinator = try await TestCoordinator(
            "tcp://127.0.0.1:*", in: context,
            options: [.curveServer(server), .authenticationDomain(PeerRole.edge.authenticationDomain)]
        ) { [TestCoordinator.result($0)] }
        for (keys, expected) in [(listed, Outcome.focused), (stranger, .fallback(.coordinatorLost))] {
            let edge = try await edge { uplink in
                uplink.coordinators = [Uplink.Coordinator(coordinator.endpoint, key: server.publicKey)]
                uplink.keys = keys
                uplink.times.patience = .seconds(30)
            }
            await edge.node.replay([try EdgeUnderTest.frame("cat")])
            await edge.node.stop(within: .seconds(10))
            #expect(edge.outcomes.all.map(\.outcome) == [expected])
        }
        await coordinator.stop()
        await authenticator.stop()
    }

    private func awaitWelcome(_ edge: EdgeUnderTest) async {
        for await notice in edge.notices {
            if case .welcomed = notice { return }
        }
    }
}
