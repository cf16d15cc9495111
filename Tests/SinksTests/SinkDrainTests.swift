import Spool
import Testing

@testable import Sinks

@Suite(.timeLimit(.minutes(5))) struct SinkDrainTests {
    private func policy() -> DeliveryPolicy {
        DeliveryPolicy(first: .milliseconds(1), maximum: .milliseconds(1), seed: 1)
    }

    @Test func aSinkThatIsDownHoldsOnlyItselfUp() async throws {
        let spool = try await SpoolService(nil)
        let up = ScriptedSink()
        let down = ScriptedSink(Array(repeating: .failed(after: 0, reason: "no"), count: 1000))
        let upDrain = try await SinkDrain("up", up, policy: policy(), spool: spool)
        let downDrain = try await SinkDrain("down", down, policy: policy(), spool: spool)
        for frame in UInt64(1)...20 { spool.append(.test(frame)) }
        while up.events.count < 20 { await up.deliveries(1) }
        #expect(up.events.map(\.frame) == Array(1...20))
        await down.deliveries(3)
        #expect(downDrain.state.obstacle == "no" && downDrain.state.delivered == 0)
        #expect(upDrain.state.obstacle == nil)
        #expect((downDrain.state.oldest ?? 0) > 0)
        await upDrain.stop()
        await downDrain.stop()
        await spool.stop()
    }

    @Test func repeatsBeginBehindWhatWasAcknowledged() async throws {
        let spool = try await SpoolService(nil)
        let sink = ScriptedSink([.failed(after: 0, reason: "no"), .failed(after: 2, reason: "no")])
        try await spool.addReader("a")
        for frame in UInt64(1)...5 { spool.append(.test(frame)) }
        let drain = try await SinkDrain("a", sink, policy: policy(), spool: spool)
        await sink.deliveries(3)
        #expect(sink.batches == [["1", "2", "3", "4", "5"], ["1", "2", "3", "4", "5"], ["3", "4", "5"]])
        await drain.stop()
        await spool.stop()
    }

    @Test func whatIsRefusedIsToldAndPassedOver() async throws {
        let spool = try await SpoolService(nil)
        let sink = ScriptedSink([.refused(after: 0, reason: "bad")])
        let (notices, notice) = AsyncStream.makeStream(of: SinkDrain.Notice.self)
        let drain = try await SinkDrain("a", sink, policy: policy(), spool: spool) { notice.yield($0) }
        spool.append(.test(1))
        spool.append(.test(2))
        #expect(
            await notices.first { _ in true } == .refused(id: ResultEvent.test(1).id, reason: "bad"))
        while sink.batches.last?.last != "2" { await sink.deliveries(1) }
        await drain.stop()
        await spool.stop()
    }

    @Test func downAndUpAreToldOnce() async throws {
        let spool = try await SpoolService(nil)
        let sink = ScriptedSink([.failed(after: 0, reason: "no"), .failed(after: 0, reason: "still")])
        let (notices, notice) = AsyncStream.makeStream(of: SinkDrain.Notice.self)
        let drain = try await SinkDrain("a", sink, policy: policy(), spool: spool) { notice.yield($0) }
        spool.append(.test(1))
        var told: [SinkDrain.Notice] = []
        for await notice in notices.prefix(2) { told.append(notice) }
        #expect(told == [.down(reason: "no"), .isUp])
        await drain.stop()
        await spool.stop()
    }

    @Test func aFilterPassesOverTheRestAndLetsGoOfIt() async throws {
        let spool = try await SpoolService(nil)
        let sink = ScriptedSink()
        var filter = ResultFilter()
        filter.classes = ["dog"]
        let drain = try await SinkDrain("a", sink, filter: filter, policy: policy(), spool: spool)
        for frame in UInt64(1)...10 { spool.append(.test(frame, label: frame % 5 == 0 ? "dog" : "cat")) }
        while sink.events.count < 2 { await sink.deliveries(1) }
        #expect(sink.events.map(\.frame) == [5, 10])
        await drain.stop(within: .seconds(60))
        #expect(spool.state.memoryBytes == 0)
        await spool.stop()
    }

    @Test func acrossARestartWhatWasNotAcknowledgedComesAgainUnderItsID() async throws {
        let folder = try temporaryFolder()
        let spool = try await SpoolService(folder)
        let sink = ScriptedSink(Array(repeating: .failed(after: 0, reason: "no"), count: 10_000))
        let drain = try await SinkDrain("a", sink, policy: policy(), spool: spool)
        for frame in UInt64(1)...3 { spool.append(.test(frame)) }
        await sink.deliveries(1)
        await drain.stop()
        await spool.stop()
        let again = try await SpoolService(folder)
        let next = ScriptedSink()
        let nextDrain = try await SinkDrain("a", next, policy: policy(), spool: again)
        while next.events.count < 3 { await next.deliveries(1) }
        #expect(next.events.map(\.id) == (1...3).map { ResultEvent.test($0).id })
        #expect(next.events.allSatisfy { $0.age ?? 0 > 1_000_000 }, "scheduled in 1970")
        await nextDrain.stop()
        await again.stop()
    }
}

struct DeliveryPolicyTests {
    @Test func delaysDoubleUntilSomethingIsTaken() {
        var policy = DeliveryPolicy(first: .seconds(1), maximum: .seconds(4), seed: 1)
        for bound in [1, 2, 4, 4] {
            let step = policy.step(after: .failed(after: 0, reason: "no"), of: 3)
            #expect(step.done == 0 && step.wait <= .seconds(bound) && step.wait >= .seconds(bound) / 2)
        }
        #expect(policy.obstacle == "no" && policy.failures == 4)
        #expect(policy.step(after: .failed(after: 2, reason: "no"), of: 3).wait <= .seconds(1))
        #expect(policy.step(after: .delivered, of: 1) == .init(done: 1, wait: .zero))
        #expect(policy.obstacle == nil && policy.delivered == 3)
    }

    @Test func whatIsRefusedIsDoneWith() {
        var policy = DeliveryPolicy(seed: 1)
        #expect(policy.step(after: .refused(after: 1, reason: "bad"), of: 3) == .init(done: 2, wait: .zero))
        #expect(policy.delivered == 1 && policy.refused == 1)
    }
}
