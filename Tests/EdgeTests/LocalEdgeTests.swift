import Cascade
import Dispatch
import Edge
import Foundation
import LFViT
import Testing
import Threads

/// An edge on its own.
struct LocalEdgeTests {
    private static let photographs = ["astronaut", "cat", "coffee", "rocket"]

    @Test func confidentFramesExit() async throws {
        let edge = try await EdgeUnderTest(EdgeUnderTest.settings(threshold: 0))
        await edge.node.replay(try Self.photographs.map { try EdgeUnderTest.frame($0) })
        await edge.node.stop(within: .seconds(10))
        #expect(edge.outcomes.all.map(\.outcome) == Array(repeating: .exited, count: 4))
        #expect(edge.outcomes.all.allSatisfy { $0.isFinal && !$0.isProvisional && $0.region == nil })
        #expect(edge.node.account.isBalanced)
        #expect(edge.node.account.total.exited == 4)
    }

    @Test func withoutCoordinatorsHardFramesGetLocalizationsAnswer() async throws {
        let edge = try await EdgeUnderTest(EdgeUnderTest.settings())
        await edge.node.take(try EdgeUnderTest.frame("cat"))
        await edge.node.stop(within: .seconds(10))
        let cascade = try FrameCascade(EdgeUnderTest.model.get(), settings: EdgeUnderTest.settings().cascade)
        let expected = try cascade.answer(file: EdgeUnderTest.path("cat")).localization?.best
        let outcome = try #require(edge.outcomes.all.first)
        #expect(outcome.outcome == .fallback(.noCoordinator))
        #expect(outcome.isProvisional)
        #expect(outcome.answer?.classIndex == expected?.index)
        #expect(outcome.answer?.confidence == expected?.confidence)
        #expect(edge.node.account.total.inFlight == 0)
    }

    @Test func idleCoresChangeNoAnswer() async throws {
        var answers: [[FrameOutcome.Answer?]] = []
        let cores = SharedCores(3)
        for cores in [nil, cores] {
            var settings = try EdgeUnderTest.settings()
            (settings.fallback, settings.threads, settings.cores) = (.focus(reserve: .zero), 2, cores)
            let edge = try await EdgeUnderTest(settings)
            await edge.node.replay(
                try Self.photographs.enumerated().map { try EdgeUnderTest.frame($1, number: UInt64($0)) })
            await edge.node.stop(within: .seconds(10))
            answers.append(edge.outcomes.final.sorted { $0.frame < $1.frame }.map(\.answer))
        }
        #expect(answers[0].count == 4 && answers[1] == answers[0])
        // All work that was told of is done.
        #expect(cores.threads == 3)
    }

    @Test func aThresholdMayChangeWhileFramesPass() async throws {
        let edge = try await EdgeUnderTest(EdgeUnderTest.settings(threshold: 0))
        await edge.node.take(try EdgeUnderTest.frame("cat"))
        edge.node.threshold = 1
        await edge.node.take(try EdgeUnderTest.frame("cat", number: 2))
        await edge.node.stop(within: .seconds(10))
        #expect(edge.outcomes.all.map(\.outcome) == [.exited, .fallback(.noCoordinator)])
    }

    @Test func anEdgeThatFocusesItselfGivesTheCascadesAnswer() async throws {
        var settings = try EdgeUnderTest.settings()
        settings.fallback = .focus(reserve: .zero)
        let edge = try await EdgeUnderTest(settings)
        await edge.node.take(try EdgeUnderTest.frame("cat"))
        await edge.node.stop(within: .seconds(10))
        let expected = try FrameCascade(EdgeUnderTest.model.get(), settings: settings.cascade)
            .answer(file: EdgeUnderTest.path("cat"))
        let outcome = try #require(edge.outcomes.all.first)
        #expect(outcome.outcome == .fallback(.noCoordinator))
        #expect(!outcome.isProvisional)
        #expect(outcome.region == expected.region)
        #expect(outcome.answer?.classIndex == expected.answer.best.index)
        #expect(outcome.answer?.confidence == expected.answer.best.confidence)
    }

    @Test func whatIsNoPictureIsRejectedAndDisturbsNothing() async throws {
        var settings = try EdgeUnderTest.settings(threshold: 0)
        settings.maximumPictureBytes = 1 << 20
        let edge = try await EdgeUnderTest(settings)
        let camera = try Camera("gate")
        let photograph = try Array(Data(contentsOf: URL(fileURLWithPath: EdgeUnderTest.path("coffee"))))
        let pictures: [OfferedFrame.Picture] = [
            .bytes(Array("no picture".utf8)), .bytes([]), .bytes(Array(photograph.prefix(photograph.count / 2))),
            .file("/nowhere/picture.jpg"), .bytes([UInt8](repeating: 0xff, count: 1 << 20 + 1)), .bytes(photograph),
        ]
        for (number, picture) in pictures.enumerated() {
            await edge.node.take(OfferedFrame(camera: camera, number: UInt64(number), picture: picture))
        }
        await edge.node.stop(within: .seconds(10))
        #expect(
            edge.outcomes.all.map(\.outcome) == [
                .rejected(.notAPicture), .rejected(.notAPicture), .rejected(.damaged), .rejected(.unreadable),
                .rejected(.tooLarge), .exited,
            ]
        )
        #expect(edge.outcomes.all.dropLast().allSatisfy { $0.detail != nil && $0.answer == nil })
        #expect(edge.node.account.isBalanced)
    }

    @Test func aLiveCameraShowsItsPresent() async throws {
        // The first frame is held in the sink until the camera has handed over all others.
        let handedOver = DispatchSemaphore(value: 0)
        let edge = try await EdgeUnderTest(EdgeUnderTest.settings(threshold: 0)) { outcome in
            if outcome.frame == 0 { handedOver.wait() }
        }
        let frames = try (0..<20).map { try EdgeUnderTest.frame("coffee", number: $0) }
        await edge.node.watch(HandedOver(frames: frames) { handedOver.signal() })
        await edge.node.stop(within: .seconds(10))
        let answered = edge.outcomes.all.filter { $0.outcome == .exited }.map(\.frame)
        #expect(answered == [0, 19])
        #expect(edge.outcomes.all.count { $0.outcome == .dropped(.superseded) } == 18)
        #expect(edge.node.account.isBalanced)
    }

    @Test func aStoppedEdgeTakesNothing() async throws {
        let edge = try await EdgeUnderTest(EdgeUnderTest.settings(threshold: 0))
        await edge.node.stop(within: .zero)
        await edge.node.take(try EdgeUnderTest.frame("cat"))
        #expect(edge.outcomes.all.map(\.outcome) == [.dropped(.stopping)])
        #expect(edge.node.account.total.inFlight == 0)
    }

    @Test func settingsThatCannotWorkAreNamed() async throws {
        var settings = try EdgeUnderTest.settings()
        settings.threads = 0
        var error = await #expect(throws: EdgeError.self) { _ = try await EdgeUnderTest(settings) }
        #expect(error?.description == "threads: 0; expected at least 1")
        settings = try EdgeUnderTest.settings()
        settings.fallback = .focus(reserve: .seconds(600))
        error = await #expect(throws: EdgeError.self) { _ = try await EdgeUnderTest(settings) }
        #expect(error?.description.contains("below the budget") == true)
    }
}

/// A live camera's frames, and a word when the last one has been taken up.
private struct HandedOver: AsyncSequence {
    let frames: [OfferedFrame]
    let finished: @Sendable () -> Void

    struct Iterator: AsyncIteratorProtocol {
        var rest: ArraySlice<OfferedFrame>
        let finished: @Sendable () -> Void

        mutating func next() async -> OfferedFrame? {
            if rest.isEmpty { finished() }
            return rest.popFirst()
        }

        mutating func next(isolation actor: isolated (any Actor)?) async throws(Never) -> OfferedFrame? {
            if rest.isEmpty { finished() }
            return rest.popFirst()
        }
    }

    func makeAsyncIterator() -> Iterator { Iterator(rest: frames[...], finished: finished) }
}
