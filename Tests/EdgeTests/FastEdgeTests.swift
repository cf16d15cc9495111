import Cascade
import Edge
import Foundation
import Images
import LFViT
import Testing

/// An edge whose pictures are decoded no larger than it looks at them.
struct FastEdgeTests {
    private func settings(threshold: Double? = nil) throws -> EdgeSettings {
        var settings = try EdgeUnderTest.settings(threshold: threshold)
        settings.decoding = .fast
        settings.fallback = .focus(reserve: .zero)
        return settings
    }

    @Test func aHardFrameGetsTheCascadesAnswer() async throws {
        let settings = try settings()
        let edge = try await EdgeUnderTest(settings)
        await edge.node.take(try EdgeUnderTest.frame("cat"))
        await edge.node.stop(within: .seconds(10))
        let expected = try FrameCascade(EdgeUnderTest.model.get(), settings: settings.cascade, decoding: .fast)
            .answer(file: EdgeUnderTest.path("cat"))
        let outcome = try #require(edge.outcomes.all.first)
        #expect(outcome.outcome == .fallback(.noCoordinator) && !outcome.isProvisional)
        #expect(outcome.region == expected.region)
        #expect(outcome.answer?.confidence == expected.answer.best.confidence)
    }

    @Test func damagedPicturesAreRejectedOnceWhateverFollows() async throws {
        let edge = try await EdgeUnderTest(settings())
        let camera = try Camera("gate")
        let bytes = try Array(Data(contentsOf: URL(fileURLWithPath: EdgeUnderTest.path("coffee"))))
        let decoded = try PictureDecoder().decode(file: EdgeUnderTest.path("coffee"))
        let pictures: [OfferedFrame.Picture] = [
            .bytes(bytes), .bytes(Array(bytes.prefix(bytes.count / 2))), .bytes([]), .file("/nowhere/picture.jpg"),
            .pixels(SharedPicture(decoded)), .bytes(bytes),
        ]
        for (number, picture) in pictures.enumerated() {
            await edge.node.take(OfferedFrame(camera: camera, number: UInt64(number), picture: picture))
        }
        await edge.node.stop(within: .seconds(10))
        #expect(
            edge.outcomes.all.map(\.outcome) == [
                .fallback(.noCoordinator), .rejected(.damaged), .rejected(.notAPicture), .rejected(.unreadable),
                .fallback(.noCoordinator), .fallback(.noCoordinator),
            ])
        #expect(edge.outcomes.all[1].detail?.contains("truncated") == true)
        #expect(edge.outcomes.all.first?.answer == edge.outcomes.all.last?.answer)
        #expect(edge.node.account.isBalanced && edge.node.account.total.offered == 6)
    }

    @Test func whoWatchesIsShownTheWholePicture() async throws {
        var settings = try settings()
        settings.sightInterval = .zero
        let edge = try await EdgeUnderTest(settings)
        await edge.node.take(try EdgeUnderTest.frame("cat"))
        await edge.node.stop(within: .seconds(10))
        let seen = try #require(edge.outcomes.all.first?.seen)
        let shown = try PictureDecoder().decode(seen.picture.span.bytes)
        let frame = PreparedFrame(try EdgeUnderTest.model.get())
        try frame.decode(file: EdgeUnderTest.path("cat"))
        let differences = zip(shown.bytes(), frame.square.bytes()).map { abs(Int($0) - Int($1)) }
        #expect(differences.reduce(0, +) < 4 * differences.count)
    }
}
