import ArgumentParser
import Cameras
import Checkpoints
import Deployment
import Edge
import Foundation
import LFViT
import Payloads
import Wire
import ZeroMQ

/// Runs an edge beside a camera.
struct EdgeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "edge",
        abstract: "Glance at every frame, answer the easy ones, have the hard ones looked at by workers.",
        discussion: """
            Prints every frame's outcome and at the end the account. Without --coordinator, or while none can be reached,
            every frame is answered here.

            EXAMPLE: fovea edge --source Photographs --once --coordinator tcp://127.0.0.1:7101
            EXAMPLE: fovea edge --camera door=rtsp://192.0.2.7/stream --camera yard=http://192.0.2.8/video.mjpg --fps 2
            """
    )

    @Option(help: ArgumentHelp("Where a coordinator listens for edges; several may be named.", valueName: "address"))
    var coordinator: [Endpoint] = []

    @Option(help: "The stable name, unique in the fleet; without it host and process.")
    var name: String?

    @OptionGroup var edge: EdgeFlags

    @OptionGroup var model: ModelFlags

    @OptionGroup var keys: NodeKeyFlags

    @OptionGroup var canary: CanaryFlags

    @OptionGroup var watch: WatchFlags

    @OptionGroup var configuration: ConfigurationFlags

    @Flag(help: "Print one line of JSON a frame, and the account.")
    var json = false

    func validate() throws { try edge.lookup.refuseChoice() }

    func run() async throws {
        let loaded = try model.loadAny()
        let watch = try await NodeWatch(watch, role: "edge", name: name ?? NodeName.process("edge"))
        let run = try await EdgeRun(
            edge, model: loaded, watch: watch, json: json, canary: trial(beside: loaded),
            results: configuration.file.map { ($0, .edge) })
        try await run.run(
            coordinators: coordinator.count,
            uplink: coordinator.isEmpty
                ? nil : uplink(loaded, path: model.path, to: coordinator, run.cameras.map(\.camera), page: watch.page))
        await watch.stop()
    }

    private func trial(beside loaded: LoadedModel) async throws -> CanaryEdge? {
        guard let path = canary.canaryModel else { return nil }
        let candidate = try LoadedModel(path: path, precision: loaded.precision)
        var uplink = try uplink(
            candidate, path: path, to: canary.canaryCoordinator, try edge.stream.settings().map(\.camera))
        uplink.identity.name += "-canary"
        return try await CanaryEdge(
            canary, edge, model: candidate, path: path, classes: loaded.configuration.classes, uplink: uplink)
    }

    private func uplink(
        _ loaded: LoadedModel, path: String, to coordinator: [Endpoint], _ cameras: [Camera], page: String = ""
    ) throws
        -> Uplink
    {
        let settings = try loaded.edgeSettings(edge.cascade, edge.lookup).cascade
        let payload = try loaded.payload(edge.payload)
        let keys = try keys.load(for: coordinator)
        var uplink = Uplink(
            context: try Context(),
            coordinators: coordinator.enumerated().map {
                Uplink.Coordinator($0.element.description, key: keys?.coordinators[$0.offset])
            },
            identity: NodeIdentity(
                name: name ?? NodeName.process("edge"), incarnation: .random(in: 1...UInt64.max)
            ),
            fingerprint: try loaded.fingerprint(file: path, settings: settings),
            payload: loaded.encoding(payload, settings)
        )
        uplink.menu = payload.menu
        uplink.precision = Wire.Precision(loaded.precision)
        uplink.cameras = cameras
        uplink.software = "fovea \(Fovea.configuration.version)"
        uplink.keys = keys?.own
        uplink.page = page
        return uplink
    }
}
