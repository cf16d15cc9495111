import Links
import Threads
import Wire
import WireSamples
import Worker
import ZeroMQ

/// A real worker over inproc whose engine answers at once.
final class WorkerTarget: FuzzTarget {
    private let context: Context
    private let worker: WorkerNode
    private let seed: UInt64
    private var round = 0
    private static let endpoints = ["inproc://first", "inproc://second"]

    private struct Engine: BatchEngine {
        func measure() -> [ServiceTime] { [ServiceTime(batch: 1, time: .microseconds(1))] }

        func answer(_ batch: [PendingRequest]) -> [EngineAnswer] {
            batch.map { _ in
                .answered(top: [Answer(classIndex: 1, confidence: 0.5)], decoding: .zero, compute: .zero)
            }
        }
    }

    init(seed: UInt64) async throws {
        context = try Context()
        self.seed = seed
        var settings = WorkerSettings(
            name: "fuzzed", coordinators: Self.endpoints, fingerprint: Samples.fingerprint, precision: .float32)
        settings.times.reconnect = .milliseconds(1)...Duration.milliseconds(5)
        worker = try await WorkerNode(settings, context: context) { Engine() }
    }

    func send(_ count: Int) async throws {
        // Each round speaks as another coordinator, so that both are met.
        let endpoint = Self.endpoints[round % 2]
        round += 1
        let end = Ticket<Void>()
        let thread = try OSThread(name: "coordinator") { [context, seed] in
            end.finish(
                Result {
                    var coordinator = try FuzzedCoordinator(endpoint, in: context, seed: seed)
                    try coordinator.send(count, to: .worker)
                })
        }
        await thread.finished()
        try await end.value()
    }

    func end() async throws -> String {
        worker.drain()
        try await worker.finished()
        let account = worker.account
        guard account.isBalanced else {
            throw FuzzError(description: "the worker's account does not balance: \(account)")
        }
        return "\(account)"
    }
}
