import Edge
import Images
import LFViT
import Synchronization
import Testing
import Wire
import ZeroMQ

/// Pictures that are glanced at once and offered as many frames.
struct GlancedPictureTests {
    private func edge(
        _ coordinator: TestCoordinator, in context: Context, threshold: Double? = nil, fallback: Bool = false
    ) async throws -> EdgeUnderTest {
        var settings = try EdgeUnderTest.settings(threshold: threshold)
        if fallback { settings.fallback = .focus(reserve: .zero) }
        return try await EdgeUnderTest(settings, uplink: EdgeUnderTest.uplink([coordinator.endpoint], in: context))
    }

    @Test func itsRequestsAreThoseOfThePictureItself() async throws {
        let context = try Context()
        let requests = Mutex<[FocusRequest]>([])
        let coordinator = try await TestCoordinator("inproc://coordinator", in: context) { request in
            requests.withLock { $0.append(request) }
            return [TestCoordinator.result(request)]
        }
        let edge = try await edge(coordinator, in: context)
        let camera = try Camera("gate")
        let file = OfferedFrame.Picture.file(EdgeUnderTest.path("cat"))
        let glanced = try await edge.node.glance(at: file, number: 1)
        #expect(glanced.isHard)
        await edge.node.take(OfferedFrame(camera: camera, number: 1, picture: file))
        await edge.node.settled()
        for number in 2...50 {
            edge.node.offer(OfferedFrame(camera: camera, number: UInt64(number), picture: .glanced(glanced)))
        }
        await edge.node.settled()
        await edge.node.stop(within: .seconds(10))
        await coordinator.stop()

        var found = requests.withLock { $0 }
        #expect(found.map(\.frame) == Array(1...50))
        #expect(Set(found.map(\.id.sequence)).count == 50)
        // But for what names the frame, all are the same.
        for index in found.indices {
            found[index].id = RequestID(edgeIncarnation: 1, sequence: 1)
            found[index].frame = 1
            found[index].budget = .seconds(1)
        }
        #expect(found.allSatisfy { $0 == found[0] })
        #expect(edge.outcomes.all.map(\.outcome) == Array(repeating: .focused, count: 50))
        #expect(edge.node.account.isBalanced)
        let sent = try #require(edge.node.forwarding?.sentBytes)
        #expect(sent > 50 * (6 + 50) && sent < 50 * 1000)
    }

    @Test func anEasyOneExitsAndOneThatNobodyAnswersFallsBackWithTheGlancesAnswer() async throws {
        let context = try Context()
        let coordinator = try await TestCoordinator("inproc://coordinator", in: context) { request in
            [.header(.focusFailure(FocusFailure(id: request.id, code: .workerError)))]
        }
        let edge = try await edge(coordinator, in: context, threshold: 0.5, fallback: true)
        let camera = try Camera("gate")
        for (number, name) in ["coffee", "astronaut"].enumerated() {
            let file = OfferedFrame.Picture.file(EdgeUnderTest.path(name))
            let glanced = try await edge.node.glance(at: file, number: 1)
            #expect(glanced.isHard == (name == "astronaut"))
            await edge.node.take(OfferedFrame(camera: camera, number: UInt64(number), picture: .glanced(glanced)))
        }
        await edge.node.settled()
        await edge.node.stop(within: .seconds(10))
        await coordinator.stop()
        #expect(edge.outcomes.all.map(\.outcome) == [.exited, .fallback(.failed(.workerError))])
        #expect(edge.outcomes.all.map(\.isProvisional) == [false, true])
        #expect(edge.node.account.isBalanced)
    }

    @Test func whatIsNoPictureCannotBeGlancedAt() async throws {
        let edge = try await EdgeUnderTest(EdgeUnderTest.settings())
        await #expect(throws: PictureError.self) {
            try await edge.node.glance(at: .bytes(Array("no picture".utf8)), number: 1)
        }
        await edge.node.stop(within: .zero)
    }

    @Test func anOfferNeverWaitsAndDropsWhatHasNoPlace() async throws {
        var settings = try EdgeUnderTest.settings(threshold: 0)
        settings.maximumWaiting = 1
        settings.maximumPictureBytes = 1000
        let edge = try await EdgeUnderTest(settings)
        for number in 0..<100 { edge.node.offer(try EdgeUnderTest.frame("cat", number: UInt64(number))) }
        edge.node.offer(
            OfferedFrame(camera: try Camera("gate"), number: 100, picture: .bytes(Array(repeating: 0, count: 1001))))
        await edge.node.settled()
        #expect(edge.outcomes.all.count == 101)
        #expect(edge.outcomes.all.contains { $0.outcome == .dropped(.saturated) })
        #expect(edge.outcomes.all.contains { $0.outcome == .exited })
        #expect(edge.outcomes.all.contains { $0.outcome == .rejected(.tooLarge) })
        await edge.node.stop(within: .seconds(10))
        edge.node.offer(try EdgeUnderTest.frame("cat", number: 101))
        #expect(edge.outcomes.all.last?.outcome == .dropped(.stopping))
        #expect(edge.node.account.isBalanced && edge.node.account.total.inFlight == 0)
    }
}
