import Edge
import LFViT
import Testing
import Wire
import ZeroMQ

/// An edge works at the gear that its coordinator tells: with the welcome, and from each change on.
struct GearObedienceTests {
    private static let first = Gear(revision: 1, number: 2, threshold: 0, regionSide: 5)
    private static let second = Gear(revision: 2, number: 1, threshold: 1, regionSide: 4)

    private static var welcome: Header {
        guard case .welcome(var terms) = TestCoordinator.welcome() else { return TestCoordinator.welcome() }
        terms.gear = first
        return .welcome(terms)
    }

    /// Waits until an edge works at a gear; its thread publishes what came after it told of the welcome.
    private static func wait(for gear: Int, at edge: EdgeUnderTest) async {
        while edge.node.forwarding?.gearNumber != gear { await Task.yield() }
    }

    @Test func theGearOfTheWelcomeDecidesAndTheOutcomeRecordsIt() async throws {
        let context = try Context()
        let coordinator = try await TestCoordinator("inproc://coordinator", in: context, greeting: Self.welcome) {
            [TestCoordinator.result($0)]
        }
        // By its own settings every frame would be hard.
        let edge = try await EdgeUnderTest(
            EdgeUnderTest.settings(), uplink: EdgeUnderTest.uplink([coordinator.endpoint], in: context))
        await Self.wait(for: 2, at: edge)
        await edge.node.take(try EdgeUnderTest.frame("astronaut"))
        await edge.node.settled()
        await edge.node.stop(within: .seconds(10))
        await coordinator.stop()
        #expect(edge.outcomes.all.map(\.outcome) == [.exited])
        #expect(edge.outcomes.all.map(\.gear) == [2])
    }

    @Test func aChangeIsObeyedFromTheNextFrameOnAndRequestsTellIt() async throws {
        let context = try Context()
        // The first answer brings a change, and later one that is older and must be ignored.
        let coordinator = try await TestCoordinator("inproc://coordinator", in: context) { request in
            switch request.frame {
            case 1: [TestCoordinator.result(request), .header(.gear(Self.second))]
            case 2: [.header(.gear(Self.first)), TestCoordinator.result(request)]
            default: [TestCoordinator.result(request)]
            }
        }
        let edge = try await EdgeUnderTest(
            EdgeUnderTest.settings(), uplink: EdgeUnderTest.uplink([coordinator.endpoint], in: context))
        await edge.node.take(try EdgeUnderTest.frame("astronaut", number: 1))
        await Self.wait(for: 1, at: edge)
        for number in 2...3 {
            await edge.node.take(try EdgeUnderTest.frame("astronaut", number: UInt64(number)))
            await edge.node.settled()
        }
        await edge.node.stop(within: .seconds(10))
        await coordinator.stop()

        let outcomes = edge.outcomes.all.sorted { $0.frame < $1.frame }
        #expect(outcomes.map(\.outcome) == [.focused, .focused, .focused])
        #expect(outcomes.map(\.gear) == [nil, 1, 1])
        #expect(outcomes.dropFirst().allSatisfy { $0.region?.side == 4 })
        var asked: [(gear: Int, side: Int)] = []
        for await header in coordinator.seen {
            if case .focusRequest(let request) = header { asked.append((request.gear, request.region.regionSide)) }
        }
        #expect(asked.map(\.gear) == [0, 1, 1])
        #expect(asked.map(\.side).dropFirst() == [4, 4])
    }

    @Test func whatALostCoordinatorAskedForIsForgotten() async throws {
        let context = try Context()
        let coordinator = try await TestCoordinator("inproc://coordinator", in: context) { _ in
            [.header(.gear(Self.second)), .header(.goodbye("for a test"))]
        }
        let edge = try await EdgeUnderTest(
            EdgeUnderTest.settings(), uplink: EdgeUnderTest.uplink([coordinator.endpoint], in: context))
        await edge.node.take(try EdgeUnderTest.frame("cat"))
        await edge.node.settled()
        await coordinator.stop()
        while edge.node.forwarding?.gear != nil { await Task.yield() }
        #expect(edge.outcomes.all.map(\.outcome) == [.fallback(.coordinatorLost)])
        await edge.node.take(try EdgeUnderTest.frame("cat", number: 2))
        await edge.node.stop(within: .zero)
        #expect(edge.outcomes.final.last?.gear == nil)
    }
}
