import Edge
import Foundation
import Testing

/// What an edge keeps of hard frames for people, and the times of its stations.
struct SightTests {
    @Test func whatWasSeenOfAHardFrameIsKeptWhereItIsAskedFor() async throws {
        var settings = try EdgeUnderTest.settings()
        settings.fallback = .focus(reserve: .zero)
        settings.sightInterval = .zero
        let edge = try await EdgeUnderTest(settings)
        await edge.node.take(try EdgeUnderTest.frame("cat"))
        await edge.node.stop(within: .seconds(600))
        let outcome = try #require(edge.outcomes.all.first)
        let seen = try #require(outcome.seen)
        #expect(seen.picture.starts(with: [0xff, 0xd8]))
        #expect(seen.attention.count == seen.grid * seen.grid)
        #expect(seen.region == outcome.region && !seen.kept.isEmpty)
        #expect(outcome.glanced != nil && outcome.glanced != outcome.answer)
    }

    @Test func atMostOneFrameAnIntervalIsKept() async throws {
        var settings = try EdgeUnderTest.settings()
        settings.sightInterval = .seconds(3600)
        let edge = try await EdgeUnderTest(settings)
        for name in ["cat", "coffee", "rocket"] { await edge.node.take(try EdgeUnderTest.frame(name)) }
        await edge.node.stop(within: .seconds(600))
        #expect(edge.outcomes.all.compactMap(\.seen).count == 1)
        #expect(edge.node.glances == 3)
    }

    @Test func nothingIsKeptWhereNobodyAsks() async throws {
        let edge = try await EdgeUnderTest(EdgeUnderTest.settings())
        await edge.node.take(try EdgeUnderTest.frame("cat"))
        await edge.node.stop(within: .seconds(600))
        let outcome = try #require(edge.outcomes.all.first)
        #expect(outcome.seen == nil)
        let times = try #require(outcome.times)
        #expect(times.decoding > .zero && times.localization > .zero && times.encoding == .zero)
        #expect(times.waiting + times.decoding + times.localization <= outcome.elapsed)
    }
}
