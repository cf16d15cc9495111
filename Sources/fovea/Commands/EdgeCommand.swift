import ArgumentParser
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
            """
    )

    @Option(help: ArgumentHelp("Where a coordinator listens for edges; several may be named.", valueName: "address"))
    var coordinator: [Endpoint] = []

    @Option(help: "The stable name, unique in the fleet; without it host and process.")
    var name: String?

    @OptionGroup var edge: EdgeFlags

    @OptionGroup var model: ModelFlags

    @OptionGroup var keys: NodeKeyFlags

    @OptionGroup var watch: WatchFlags

    @Flag(help: "Print one line of JSON a frame, and the account.")
    var json = false

    func run() async throws {
        let loaded = try model.load()
        let watch = try await NodeWatch(watch, role: "edge", name: name ?? NodeName.process("edge"))
        let run = try EdgeRun(edge, model: loaded, watch: watch, json: json)
        try await run.run(coordinators: coordinator.count, uplink: uplink(loaded, page: watch.page))
        await watch.stop()
    }

    private func uplink(_ loaded: LFViTModel, page: String) throws -> Uplink? {
        guard !coordinator.isEmpty else { return nil }
        let settings = try edge.cascade.settings(for: loaded.configuration)
        let keys = try keys.load(for: coordinator)
        var uplink = Uplink(
            context: try Context(),
            coordinators: coordinator.enumerated().map {
                Uplink.Coordinator($0.element.description, key: keys?.coordinators[$0.offset])
            },
            identity: NodeIdentity(
                name: name ?? NodeName.process("edge"), incarnation: .random(in: 1...UInt64.max)
            ),
            fingerprint: try Fingerprint(modelFile: model.path, geometry: loaded.geometry, settings: settings),
            payload: edge.payload.encoding(loaded, settings)
        )
        uplink.menu = edge.payload.menu
        uplink.precision = Wire.Precision(loaded.precision)
        uplink.cameras = [try Camera(edge.camera)]
        uplink.software = "fovea \(Fovea.configuration.version)"
        uplink.keys = keys?.own
        uplink.page = page
        return uplink
    }
}
