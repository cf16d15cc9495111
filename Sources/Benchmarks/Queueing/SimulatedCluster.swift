import Coordinator
import Edge
import Wire
import Worker
import ZeroMQ

/// A real coordinator in front of simulated workers, in this process.
struct SimulatedCluster {
    let context: Context
    let edgeEndpoint: String
    private let coordinator: CoordinatorService
    private let workers: SimulatedWorkers

    /// What every node says it computes with; nothing computes.
    static let fingerprint = Fingerprint(
        weights: [UInt8](repeating: 1, count: 32), geometry: [UInt8](repeating: 2, count: 32)
    )

    /// Starts the coordinator and the workers, and returns when it serves them all.
    init(workers count: Int, service: SimulatedService, ahead: Int? = nil, transport: BenchmarkTransport) async throws {
        context = try Context(maximumSockets: 8 * (count + 128))
        let dispatch = DispatchConfiguration(
            identity: NodeIdentity(name: "benchmark", incarnation: .random(in: 1...UInt64.max))
        )
        coordinator = try await CoordinatorService(
            CoordinatorSettings(
                edgeEndpoint: transport.endpoint("edges"), workerEndpoint: transport.endpoint("workers"),
                dispatch: dispatch
            ), in: context
        )
        edgeEndpoint = coordinator.edgeEndpoint
        let endpoint = coordinator.workerEndpoint
        do {
            workers = try SimulatedWorkers(
                (1...count).map { number in
                    var settings = WorkerSettings(
                        name: "worker-\(number)", coordinators: [endpoint], fingerprint: Self.fingerprint,
                        precision: .float32
                    )
                    settings.requestsAhead = ahead
                    return settings
                }, service: service, context: context
            )
        } catch {
            try await coordinator.stop()
            throw error
        }
        // Each says hello on its own thread within milliseconds.
        while await coordinator.snapshot()?.workers.count ?? count < count {
            if workers.error != nil { try await stop() }  // Throws that error.
            try await Task.sleep(for: .milliseconds(2))
        }
    }

    /// The way of an edge in this process to the coordinator.
    func uplink(payload: @escaping @Sendable () throws -> PayloadEncoding) -> Uplink {
        Uplink(
            context: context, coordinators: [Uplink.Coordinator(edgeEndpoint)],
            identity: NodeIdentity(name: "edge", incarnation: .random(in: 1...UInt64.max)),
            fingerprint: Self.fingerprint, payload: payload)
    }

    /// Drains the workers, then stops the coordinator.
    func stop() async throws {
        workers.drain()
        do {
            try await workers.finished()
        } catch {
            try await coordinator.stop()
            throw error
        }
        try await coordinator.stop()
    }
}
