import Edge
import Foundation
import Replay
import Testing

/// Whole runs against a coordinator and a worker.
@Suite(.serialized) struct ReplayDriverTests {
    @Test func aWorkerThatStandsStillForTwoSecondsIsSeenInFull() async throws {
        let bench = try await ReplayBench { StallingEngine(stall: (batch: 10, length: .seconds(2))) }
        var plan = try ReplayBench.plan()
        (plan.rate, plan.length, plan.pattern) = (25, .seconds(3), .cadence(jitter: 0))
        let (_, report) = try await bench.run(plan)
        try await bench.stop()
        let focused = try #require(report.latency["focused"])
        // The frame that was at the worker waited all the time; those that were due meanwhile, every 20 ms, waited for the
        // rest of it. A generator that waited for answers would have offered none of them.
        #expect(focused.count == 150)
        #expect(focused.max >= 2000)
        #expect(focused.p99 >= 1900)
        #expect(report.conservation)
        #expect(report.goodput * report.seconds < 150 - 60)
        #expect(report.timeline.contains { $0.inFlight >= 60 })
    }

    @Test func everyFrameOfAnOpenLoopIsAccountedFor() async throws {
        let bench = try await ReplayBench()
        let plan = try ReplayBench.plan()
        let (meter, report) = try await bench.run(plan, threshold: 0.5)
        try await bench.stop()
        let count = Array(plan.schedule).count
        #expect(report.valid && report.conservation)
        #expect(report.account.offered == count && report.account.inFlight == 0)
        #expect(report.account.exited > 0 && report.account.focused > 0)
        #expect(report.account.exited + report.account.focused == count)
        #expect(report.latency.values.reduce(0) { $0 + $1.count } == count)
        #expect(report.timeline.reduce(0) { $0 + $1.offered } == count)
        #expect(report.timeline.reduce(0) { $0 + $1.exited + $1.focused } == count)
        #expect(report.timeline.reduce(0) { $0 + $1.bytes } == meter.sentBytes)
        #expect(report.bytesPerFrame > 0 && report.schedule != nil && report.queries == nil)
        // The cat exits with the right class; nothing else has a label.
        #expect(report.accuracy == 1)
        #expect(report.accuracyByOutcome["exited"]?.labelled == report.accuracyByOutcome["exited"]?.right)
    }

    @Test func ofLiveCamerasTooEveryFrameIsAccountedFor() async throws {
        let bench = try await ReplayBench()
        var plan = try ReplayBench.plan()
        (plan.newestWins, plan.pattern) = (true, .bursts(size: 10))
        let (_, report) = try await bench.run(plan, threshold: 0.5)
        try await bench.stop()
        let count = Array(plan.schedule).count
        #expect(report.conservation && report.account.offered == count)
        #expect(report.account.exited + report.account.focused + report.account.dropped == count)
        #expect(report.reasons["dropped", default: [:]].keys.allSatisfy { $0 == "superseded" })
        #expect(report.workers == ["worker": report.account.focused])
    }

    @Test func oneFrameAtATimeIsNeverTwo() async throws {
        let bench = try await ReplayBench()
        var plan = try ReplayBench.plan()
        (plan.mode, plan.length) = (.singleStream, .milliseconds(200))
        let (meter, report) = try await bench.run(plan)
        try await bench.stop()
        #expect(report.conservation && report.valid && report.schedule == nil)
        #expect(report.queries?.count == report.account.offered)
        #expect(report.timeline.allSatisfy { $0.inFlight <= 1 })
        #expect(Set(meter.account.cameras.keys.map(\.name)) == ["gate"])
    }

    @Test func framesThatAreHandedOverTogetherAreOneQuery() async throws {
        let bench = try await ReplayBench()
        var plan = try ReplayBench.plan()
        (plan.mode, plan.length) = (.multiStream, .milliseconds(200))
        let (_, report) = try await bench.run(plan)
        try await bench.stop()
        let queries = try #require(report.queries)
        #expect(report.conservation)
        #expect(2 * queries.count == report.account.offered)
        #expect(queries.max >= (report.latency["focused"]?.max ?? .infinity))
    }

    @Test func offlineOffersAllAtOnceAndLosesNone() async throws {
        let bench = try await ReplayBench()
        var plan = try ReplayBench.plan()
        (plan.mode, plan.rate, plan.length) = (.offline, 400, .seconds(1))
        let (_, report) = try await bench.run(plan)
        try await bench.stop()
        #expect(report.conservation && report.valid)
        #expect(report.account.offered == 800 && report.account.focused == 800)
    }

    @Test func anInterruptedRunEndsSaysSoAndStillAddsUp() async throws {
        let bench = try await ReplayBench()
        var plan = try ReplayBench.plan()
        plan.length = .seconds(3600)
        let (_, report) = try await bench.run(plan) { $0.interrupt() }
        try await bench.stop()
        #expect(!report.valid && report.invalid.contains("the run was interrupted"))
        #expect(report.conservation)
    }

    @Test func everyFrameHasALineWhereThatIsAskedFor() async throws {
        let bench = try await ReplayBench()
        let path = FileManager.default.temporaryDirectory.appending(path: "\(UUID().uuidString).jsonl").path
        defer { try? FileManager.default.removeItem(atPath: path) }
        let log = try FrameLog(path)
        let (_, report) = try await bench.run(try ReplayBench.plan(), log: log)
        try await bench.stop()
        try log.finish()
        let lines = try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n")
        #expect(lines.count == report.account.offered)
        #expect(lines.allSatisfy { $0.contains("\"outcome\":\"focused\"") && $0.contains("\"worker\":\"worker\"") })
    }

    @Test func theReportIsReadAsItWasWritten() async throws {
        let bench = try await ReplayBench()
        let (_, report) = try await bench.run(try ReplayBench.plan())
        try await bench.stop()
        let encoder = JSONEncoder()
        encoder.outputFormatting = .sortedKeys
        let written = try encoder.encode(report)
        let read = try JSONDecoder().decode(ReplayReport.self, from: written)
        #expect(try encoder.encode(read) == written)
        #expect(String(decoding: written, as: UTF8.self).contains("\"rateSearch\":null"))
    }
}
