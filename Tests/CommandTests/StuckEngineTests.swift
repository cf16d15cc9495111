import ArgumentParser
import Coordinator
import Foundation
import Synchronization
import TestSupport
import Testing
import Wire
import Worker
import ZeroMQ

@testable import fovea

/// A worker whose engine is stuck is not ready, whatever else of it lives.
struct StuckEngineTests {
    private static let fingerprint = Fingerprint(
        weights: [UInt8](repeating: 1, count: 32), geometry: [UInt8](repeating: 2, count: 32))

    /// Does not come back from a batch until it is let go.
    private struct StuckEngine: BatchEngine {
        let gate: DispatchSemaphore

        mutating func measure() -> [ServiceTime] { [ServiceTime(batch: 1, time: .milliseconds(1))] }

        mutating func answer(_ batch: [PendingRequest]) -> [EngineAnswer] {
            gate.wait()
            return batch.map { _ in
                .answered(
                    top: [Answer(classIndex: 1, confidence: 0.5)], decoding: .zero, compute: .milliseconds(1))
            }
        }
    }

    @Test func readyzSaysSoUntilItGoesOn() async throws {
        let context = try Context()
        var dispatch = DispatchConfiguration(identity: NodeIdentity(name: "c", incarnation: 1))
        dispatch.heartbeat = .seconds(20)
        let coordinator = try await CoordinatorService(
            CoordinatorSettings(edgeEndpoint: "inproc://edges", workerEndpoint: "inproc://workers", dispatch: dispatch),
            in: context)
        let gate = DispatchSemaphore(value: 0)
        let settings = WorkerSettings(
            name: "worker", coordinators: [coordinator.workerEndpoint], fingerprint: Self.fingerprint,
            precision: .float32)
        let worker = try await WorkerNode(settings, context: context) { StuckEngine(gate: gate) }
        let flags = try WatchFlags.parse(["--http", "127.0.0.1:0"])
        let watch = try await NodeWatch(flags, role: "worker", name: "worker")
        watch.watch([(node: worker, name: "worker", precision: "fp32", threads: 1)])
        let address = try #require(watch.address)

        try await Self.wait(for: 200, at: address)
        var edge = try TestPeer(coordinator.edgeEndpoint, in: context)
        try edge.say(
            .hello(
                Hello(
                    identity: NodeIdentity(name: "edge", incarnation: 5), fingerprint: Self.fingerprint,
                    precision: .float32, kind: .edge(cameras: []))))
        try edge.say(.focusRequest(Self.request), payload: [[1]])
        let reason = try await Self.wait(for: 503, at: address)
        #expect(reason.contains("the engine of worker is stuck"))

        gate.signal()
        try await Self.wait(for: 200, at: address)
        worker.drain()
        try await worker.finished()
        try await coordinator.stop()
        await watch.stop()
    }

    /// Asks until a status comes.
    @discardableResult
    private static func wait(for status: Int, at address: String) async throws -> String {
        let url = try #require(URL(string: "http://\(address)/readyz"))
        while true {
            let (found, text) = try await Task.detached { try get(url) }.value
            if found == status { return text }
            await Task.yield()
        }
    }

    private static func get(_ url: URL) throws -> (Int, String) {
        let curl = Process()
        let pipe = Pipe()
        curl.executableURL = URL(filePath: "/usr/bin/curl")
        curl.arguments = ["-s", "-w", "\n%{http_code}", url.absoluteString]
        curl.standardOutput = pipe
        try curl.run()
        let text = String(decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        curl.waitUntilExit()
        return (Int(text.split(separator: "\n").last ?? "") ?? 0, text)
    }

    private static let request = FocusRequest(
        id: RequestID(edgeIncarnation: 5, sequence: 1), camera: "a", frame: 1, budget: .seconds(60), payload: .pixels,
        region: Region(
            imageSide: 224, regionSide: 5, regionIndex: 0, keptCells: Region.mask(of: [0], gridSide: 7), alpha: 0.88),
        frames: [PayloadFrame(kind: .picture, encoding: .jpeg, byteCount: 1, rows: 224, columns: 224)],
        localization: Answer(classIndex: 1, confidence: 0.2))
}
