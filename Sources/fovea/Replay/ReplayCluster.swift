import ArgumentParser
import Coordinator
import Edge
import LFViT
import LinkShaping
import Payloads
import Replay
import Threads
import Wire
import Worker
import ZeroMQ

/// The cluster that is driven: one of its own in this process, or coordinators over a network.
enum ReplayCluster {
    case local(LocalCluster)
    case remote(Remote)

    /// What connections to coordinators need.
    struct Remote {
        /// The cluster of its own; nil where the coordinators ran already.
        var processes: ProcessCluster?
        /// The shaped links to the coordinators; none where connections are direct.
        var links: [ShapedLink] = []
        let context: Context
        let coordinators: [Uplink.Coordinator]
        let keys: KeyPair?
        let fingerprint: Fingerprint
    }

    /// Starts a cluster, or gets ready to connect to one.
    ///
    /// - Parameter cores: what a cluster in this process shares with the edge.
    init(
        _ flags: ReplayTargetFlags, _ model: LoadedModel, fingerprint: Fingerprint, effort: WorkerEffort,
        gear: FleetGear? = nil, cores: SharedCores?,
        processes settings: ProcessCluster.Settings? = nil
    ) async throws {
        guard !flags.isUp || settings != nil else {
            self = .local(
                try await LocalCluster(
                    model, fingerprint: fingerprint, workers: flags.workers,
                    engine: model.engine(batches: FocusEngine.batches(upTo: flags.batch), effort, cores: cores),
                    gear: gear,
                    cores: cores
                )
            )
            return
        }
        let keys = try flags.isUp ? nil : flags.keys.load(for: flags.coordinators)
        let context = try Context()
        var processes: ProcessCluster?
        if let settings { processes = try await ProcessCluster(settings) }
        var endpoints = processes.map { [$0.endpoint] } ?? flags.coordinators.map(\.description)
        var links: [ShapedLink] = []
        do {
            if let conditions = try flags.faults.conditions() {
                for endpoint in endpoints { links.append(try await ShapedLink(to: endpoint, conditions)) }
                endpoints = links.map(\.endpoint)
            }
        } catch {
            for link in links { try await link.close() }
            await processes?.stop()
            throw error
        }
        self = .remote(
            Remote(
                processes: processes, links: links, context: context,
                coordinators: endpoints.enumerated().map {
                    Uplink.Coordinator($0.element, key: keys?.coordinators[$0.offset])
                },
                keys: keys?.own, fingerprint: fingerprint
            )
        )
    }

    /// Does an event to the cluster, and tells to whom.
    func perform(_ action: ClusterEvent.Action) async throws -> String {
        guard case .remote(let remote) = self else { return "" }
        if case .link(let state) = action { for link in remote.links { link.become(state) } }
        return try await remote.processes?.perform(action) ?? "link"
    }

    /// Resident bytes of its processes, by name; none where it has none of its own.
    func memory() async -> [String: Int] {
        guard case .remote(let remote) = self, let processes = remote.processes else { return [:] }
        return await processes.memory
    }

    /// The way of another edge to the coordinators.
    func uplink(
        cameras: [Camera], payload: @escaping @Sendable () throws -> PayloadEncoding, menu: PayloadMenu
    ) throws -> Uplink {
        let incarnation = UInt64.random(in: 1...UInt64.max)
        // A name of its own, for the coordinator may not have noticed yet that the edge before it has gone.
        let identity = NodeIdentity(
            name: NodeName.process("replay") + "-" + String(incarnation, radix: 36).prefix(4), incarnation: incarnation
        )
        var uplink: Uplink
        switch self {
        case .local(let cluster): uplink = try cluster.uplink(cameras: cameras, payload: payload, menu: menu)
        case .remote(let remote):
            uplink = Uplink(
                context: remote.context, coordinators: remote.coordinators, identity: identity,
                fingerprint: remote.fingerprint, payload: payload
            )
            uplink.keys = remote.keys
        }
        uplink.identity = identity
        uplink.menu = menu
        uplink.cameras = cameras
        uplink.software = "fovea \(Fovea.configuration.version)"
        return uplink
    }

    /// Stops a cluster of its own; tells how long each worker had work.
    @discardableResult
    func stop() async throws -> [String: Duration] {
        switch self {
        case .local(let cluster): return try await cluster.stop()
        case .remote(let remote):
            for link in remote.links { try await link.close() }
            return await remote.processes?.stop() ?? [:]
        }
    }
}
