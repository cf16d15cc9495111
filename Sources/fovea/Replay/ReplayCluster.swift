import ArgumentParser
import Coordinator
import Edge
import LFViT
import Payloads
import Wire
import Worker
import ZeroMQ

/// The cluster that is driven: one of its own, or coordinators that run already.
enum ReplayCluster {
    case local(LocalCluster)
    case remote(Remote)

    /// What connections to coordinators elsewhere need.
    struct Remote {
        let context: Context
        let coordinators: [Uplink.Coordinator]
        let keys: KeyPair?
        let fingerprint: Fingerprint
    }

    /// Starts a cluster, or gets ready to connect to one.
    init(
        _ flags: ReplayTargetFlags, _ model: LFViTModel, fingerprint: Fingerprint, gear: FleetGear? = nil
    ) async throws {
        guard !flags.isUp else {
            self = .local(
                try await LocalCluster(
                    model, fingerprint: fingerprint, workers: flags.workers,
                    batches: FocusEngine.batches(upTo: flags.batch), gear: gear
                )
            )
            return
        }
        let keys = try flags.keys.load(for: flags.coordinators)
        self = .remote(
            Remote(
                context: try Context(),
                coordinators: flags.coordinators.enumerated().map {
                    Uplink.Coordinator($0.element.description, key: keys?.coordinators[$0.offset])
                },
                keys: keys?.own, fingerprint: fingerprint
            )
        )
    }

    /// The way of another edge to the coordinators.
    func uplink(cameras: [Camera], payload: @escaping @Sendable () throws -> PayloadEncoding) throws -> Uplink {
        let incarnation = UInt64.random(in: 1...UInt64.max)
        // A name of its own, for the coordinator may not have noticed yet that the edge before it has gone.
        let identity = NodeIdentity(
            name: NodeName.process("replay") + "-" + String(incarnation, radix: 36).prefix(4), incarnation: incarnation
        )
        var uplink: Uplink
        switch self {
        case .local(let cluster): uplink = try cluster.uplink(camera: cameras[0].name, payload: payload)
        case .remote(let remote):
            uplink = Uplink(
                context: remote.context, coordinators: remote.coordinators, identity: identity,
                fingerprint: remote.fingerprint, payload: payload
            )
            uplink.keys = remote.keys
        }
        uplink.identity = identity
        uplink.cameras = cameras
        uplink.software = "fovea \(Fovea.configuration.version)"
        return uplink
    }

    /// Stops a cluster of its own.
    func stop() async throws {
        if case .local(let cluster) = self { try await cluster.stop() }
    }
}
