import Checkpoints
import Edge
import LFViT
import LookupViT
import Testing
import Wire
import ZeroMQ

/// An edge that glances with few of LookupViT's compressed tokens.
struct LookupEdgeTests {
    private let model: LookupViTModel

    init() throws {
        let configuration = ModelConfiguration(
            architecture: .lookupViT, image: 96, dim: 32, depth: 2, heads: 2, classes: 5)
        model = try LookupViTModel(configuration, weights: RandomWeights())
    }

    @Test func aSureGlanceAnswers() async throws {
        let outcome = try await outcome(settings(threshold: 0))
        #expect(outcome.outcome == .exited && outcome.region == nil)
    }

    @Test func withoutACoordinatorAHardFrameGetsTheGlanceOrACloseLook() async throws {
        let glance = try await outcome(settings())
        #expect(glance.outcome == .fallback(.noCoordinator) && glance.isProvisional)
        var settings = settings()
        settings.fallback = .focus(reserve: .zero)
        let close = try await outcome(settings)
        #expect(close.outcome == .fallback(.noCoordinator) && !close.isProvisional)
        #expect(close.answer?.confidence != glance.answer?.confidence)
    }

    @Test func theWallSeesWhereTheCompressedTokensLooked() async throws {
        var settings = settings()
        settings.sightInterval = .zero
        let seen = try #require(try await outcome(settings).seen)
        #expect(seen.grid == 6 && seen.attention.count == 36 && seen.region == nil && seen.kept.isEmpty)
        #expect(abs(seen.attention.reduce(0, +) - 1) < 1e-3)
    }

    @Test func impossibleSidesAreRefused() async throws {
        var settings = settings()
        settings.lookup.glanceSide = 9
        await #expect(throws: SettingsError.self) { _ = try await outcome(settings) }
    }

    @Test func aGearMovesTheThresholdAndAsksForASideOfTheCompressedGrid() async throws {
        let context = try Context()
        let coordinator = try await TestCoordinator("inproc://coordinator", in: context) { request in
            let gear = Gear(revision: 1, number: 2, threshold: 1, regionSide: 4)
            return [TestCoordinator.result(request), .header(.gear(gear))]
        }
        let outcomes = EdgeUnderTest.Outcomes()
        let node = try await EdgeNode(
            .lookupViT(model), settings: settings(), uplink: EdgeUnderTest.uplink([coordinator.endpoint], in: context)
        ) { outcomes.append($0) }
        await node.take(try EdgeUnderTest.frame("cat", number: 1))
        while node.forwarding?.gearNumber != 2 { await Task.yield() }
        let glanced = try await node.glance(at: .file(EdgeUnderTest.path("cat")), number: 1)
        for (number, picture) in [(2, OfferedFrame.Picture.file(EdgeUnderTest.path("cat"))), (3, .glanced(glanced))] {
            await node.take(OfferedFrame(camera: try Camera("gate"), number: UInt64(number), picture: picture))
            await node.settled()
        }
        await node.stop(within: .seconds(10))
        await coordinator.stop()

        #expect(outcomes.final.count == 3)
        var asked: [FocusRequest] = []
        for await header in coordinator.seen { if case .focusRequest(let request) = header { asked.append(request) } }
        #expect(asked.map(\.compressedSide) == [0, 4, 4])  // Without a gear it is the workers' affair.
        #expect(asked.map(\.threshold) == [0.5, 1, 1])
    }

    private func settings(threshold: Double? = nil) -> EdgeSettings {
        var cascade = CascadeSettings(model.configuration)
        (cascade.earlyExit, cascade.threshold) = (threshold != nil, threshold ?? 0.5)
        var settings = EdgeSettings(cascade)
        (settings.lookup.glanceSide, settings.lookup.side) = (2, 5)
        settings.budget = .seconds(600)
        return settings
    }

    private func outcome(_ settings: EdgeSettings) async throws -> FrameOutcome {
        let outcomes = EdgeUnderTest.Outcomes()
        let node = try await EdgeNode(.lookupViT(model), settings: settings) { outcomes.append($0) }
        await node.take(try EdgeUnderTest.frame("cat"))
        await node.stop(within: .seconds(10))
        return try #require(outcomes.final.first)
    }
}
