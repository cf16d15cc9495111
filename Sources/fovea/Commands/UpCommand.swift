import ArgumentParser
import Coordinator
import Edge
import Foundation
import LFViT
import Payloads
import Wire
import Worker
import ZeroMQ

/// Runs a whole cluster in one process.
struct UpCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "up",
        abstract: "Run a whole cluster in one process: a coordinator, workers and an edge.",
        discussion: """
            The same code as on many machines, over inproc. Prints every frame's outcome and the closing account.

            EXAMPLE: fovea up --source Photographs --once --workers 2
            """
    )

    @Option(help: "How many focus workers to run.")
    var workers = 1

    @Option(help: "The largest batch that a worker forms, 1 to 32.")
    var batch = 8

    @OptionGroup var gears: GearFlags

    @Option(help: ArgumentHelp("The latency that gears hold, in milliseconds.", valueName: "ms"))
    var objective = 500.0

    @OptionGroup var edge: EdgeFlags

    @OptionGroup var model: ModelFlags

    @OptionGroup var watch: WatchFlags

    @Flag(help: "Print one line of JSON a frame, and the account.")
    var json = false

    func validate() throws {
        guard (1...64).contains(workers) else { throw ValidationError("--workers \(workers): 1 to 64") }
        guard (1...32).contains(batch) else { throw ValidationError("--batch \(batch): 1 to 32") }
    }

    func run() async throws {
        let loaded = try model.load()
        let watch = try await NodeWatch(watch, role: "up", name: NodeName.host)
        let run = try EdgeRun(edge, model: loaded, watch: watch, json: json)
        let settings = try edge.cascade.settings(for: loaded.configuration)
        let fingerprint = try Fingerprint(modelFile: model.path, geometry: loaded.geometry, settings: settings)
        let cluster = try await LocalCluster(
            loaded, fingerprint: fingerprint, workers: workers, batches: FocusEngine.batches(upTo: batch),
            gear: gears.fleetGear(gears.table(for: fingerprint), objective: objective), watch: watch
        )
        do {
            try await run.run(
                coordinators: 1,
                uplink: cluster.uplink(
                    camera: edge.camera, payload: edge.payload.encoding(loaded, settings),
                    menu: edge.payload.menu
                )
            )
            try await cluster.stop()
            await watch.stop()
        } catch {
            try await cluster.stop()
            throw error
        }
    }
}
