import Coordinator
import Edge
import LFViT
import Wire
import Worker
import ZeroMQ

/// A coordinator and its workers in this process, over inproc.
struct LocalCluster {
    private let context: Context
    private let fingerprint: Fingerprint
    private let coordinator: CoordinatorService
    private let workers: [WorkerNode]

    /// Starts the coordinator and the workers, and waits until every worker is served.
    init(
        _ model: LFViTModel, fingerprint: Fingerprint, workers count: Int, batches: [Int], gear: FleetGear? = nil
    ) async throws {
        let context = try Context()
        var dispatch = DispatchConfiguration(
            identity: NodeIdentity(name: "up", incarnation: .random(in: 1...UInt64.max)))
        dispatch.fingerprint = fingerprint
        dispatch.gear = gear
        let coordinator = try await CoordinatorService(
            CoordinatorSettings(edgeEndpoint: "inproc://edges", workerEndpoint: "inproc://workers", dispatch: dispatch),
            in: context
        )
        var workers: [WorkerNode] = []
        do {
            for number in 1...count {
                let settings = WorkerSettings(
                    name: "worker-\(number)", coordinators: [coordinator.workerEndpoint], fingerprint: fingerprint,
                    precision: .float32
                )
                workers.append(
                    try await WorkerNode(settings, context: context) {
                        try FocusEngine(model, settings: CascadeSettings(model.configuration), batches: batches)
                    }
                )
            }
            // Each says hello on its own thread within milliseconds.
            while await coordinator.snapshot()?.workers.count ?? count < count {
                try await Task.sleep(for: .milliseconds(2))
            }
        } catch {
            for worker in workers { worker.drain() }
            for worker in workers { try await worker.finished() }
            try await coordinator.stop()
            throw error
        }
        self.context = context
        self.fingerprint = fingerprint
        self.coordinator = coordinator
        self.workers = workers
    }

    /// The way of an edge in this process to the coordinator.
    func uplink(camera: String, payload: @escaping @Sendable () throws -> PayloadEncoding) throws -> Uplink {
        var uplink = Uplink(
            context: context, coordinators: [Uplink.Coordinator(coordinator.edgeEndpoint)],
            identity: NodeIdentity(name: "edge", incarnation: .random(in: 1...UInt64.max)), fingerprint: fingerprint,
            payload: payload
        )
        uplink.cameras = [try Camera(camera)]
        return uplink
    }

    /// The gear of its edges; nil without gears.
    var gear: GearStanding? {
        get async { await coordinator.snapshot()?.gear }
    }

    /// Drains the workers, then stops the coordinator.
    func stop() async throws {
        for worker in workers { worker.drain() }
        for worker in workers { try await worker.finished() }
        try await coordinator.stop()
    }
}
