import ArgumentParser
import Coordinator
import Edge
import LFViT
import Threads
import Wire
import Worker
import ZeroMQ

/// A coordinator and its workers in this process, over inproc.
struct LocalCluster {
    private let context: Context
    private let fingerprint: Fingerprint
    private let precision: Wire.Precision
    private let coordinator: CoordinatorService
    private let workers: [WorkerNode]

    private static var software: String { "fovea \(Fovea.configuration.version)" }

    /// Starts the coordinator and the workers, and waits until every worker is served.
    ///
    /// - Parameter cores: what the workers' images share with others of this process; the engines get the same.
    init(
        _ model: LoadedModel, fingerprint: Fingerprint, workers count: Int,
        engine: @escaping @Sendable () throws -> any BatchEngine, gear: FleetGear? = nil, watch: NodeWatch? = nil,
        cores: SharedCores?
    ) async throws {
        let context = try Context()
        var dispatch = DispatchConfiguration(
            identity: NodeIdentity(name: "up", incarnation: .random(in: 1...UInt64.max)))
        dispatch.fingerprint = fingerprint
        dispatch.gear = gear
        var terms = CoordinatorSettings(
            edgeEndpoint: "inproc://edges", workerEndpoint: "inproc://workers", dispatch: dispatch)
        if let watch { terms.trace = watch.record }
        let coordinator = try await CoordinatorService(terms, in: context)
        var workers: [WorkerNode] = []
        do {
            for number in 1...count {
                var settings = WorkerSettings(
                    name: "worker-\(number)", coordinators: [coordinator.workerEndpoint], fingerprint: fingerprint,
                    precision: Wire.Precision(model.precision)
                )
                settings.software = Self.software
                settings.cores = cores
                if let watch { settings.trace = watch.record }
                workers.append(
                    try await WorkerNode(settings, context: context, engine: engine))
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
        watch?.watch(coordinator)
        watch?.watch(
            workers.enumerated().map {
                (node: $1, name: "worker-\($0 + 1)", precision: "\(Wire.Precision(model.precision))", threads: 1)
            })
        self.context = context
        self.fingerprint = fingerprint
        precision = Wire.Precision(model.precision)
        self.coordinator = coordinator
        self.workers = workers
    }

    /// The way of an edge in this process to the coordinator.
    func uplink(
        cameras: [Camera], payload: @escaping @Sendable () throws -> PayloadEncoding, menu: PayloadMenu
    ) throws -> Uplink {
        var uplink = Uplink(
            context: context, coordinators: [Uplink.Coordinator(coordinator.edgeEndpoint)],
            identity: NodeIdentity(name: "edge", incarnation: .random(in: 1...UInt64.max)), fingerprint: fingerprint,
            payload: payload
        )
        uplink.menu = menu
        uplink.precision = precision
        uplink.software = Self.software
        uplink.cameras = cameras
        return uplink
    }

    /// The gear of its edges; nil without gears.
    var gear: GearStanding? {
        get async { await coordinator.snapshot()?.gear }
    }

    /// Drains the workers, then stops the coordinator; tells how long each worker had work.
    @discardableResult
    func stop() async throws -> [String: Duration] {
        for worker in workers { worker.drain() }
        for worker in workers { try await worker.finished() }
        try await coordinator.stop()
        return Dictionary(
            uniqueKeysWithValues: workers.enumerated().map { ("worker-\($0.offset + 1)", $0.element.account.busy) })
    }
}
