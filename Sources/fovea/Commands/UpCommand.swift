import ArgumentParser
import Cameras
import Coordinator
import Deployment
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
            EXAMPLE: fovea up --camera door=rtsp://192.0.2.7/stream --fps 2 --motion 0.01 --http 127.0.0.1:8080
            """
    )

    @Option(help: "How many focus workers to run.")
    var workers = 1

    @Option(help: "The largest batch that a worker forms, 1 to 32.")
    var batch = 8

    @OptionGroup var gears: GearFlags

    @Option(
        help: ArgumentHelp("The latency that gears and LookupViT's workers hold, in milliseconds.", valueName: "ms"))
    var objective = 500.0

    @OptionGroup var edge: EdgeFlags

    @OptionGroup var model: ModelFlags

    @OptionGroup var watch: WatchFlags

    @OptionGroup var configuration: ConfigurationFlags

    @Flag(help: "Print one line of JSON a frame, and the account.")
    var json = false

    func validate() throws {
        guard (1...64).contains(workers) else { throw ValidationError("--workers \(workers): 1 to 64") }
        guard (1...32).contains(batch) else { throw ValidationError("--batch \(batch): 1 to 32") }
    }

    func run() async throws {
        let loaded = try model.loadAny()
        let payload = try loaded.payload(edge.payload)
        let watch = try await NodeWatch(watch, role: "up", name: NodeName.host)
        let cores = edge.cores.shared(edge.threads + workers)
        let run = try EdgeRun(
            edge, model: loaded, watch: watch, json: json, results: configuration.file.map { ($0, .up) }, cores: cores)
        let settings = try loaded.edgeSettings(edge.cascade, edge.lookup).cascade
        let fingerprint = try loaded.fingerprint(file: model.path, settings: settings)
        let effort = WorkerEffort(edge.lookup, objective: objective)
        let cluster = try await LocalCluster(
            loaded, fingerprint: fingerprint, workers: workers,
            engine: loaded.engine(batches: FocusEngine.batches(upTo: batch), effort, cores: cores),
            gear: gears.fleetGear(gears.table(for: fingerprint), objective: objective), watch: watch, cores: cores
        )
        do {
            try await run.run(
                coordinators: 1,
                uplink: cluster.uplink(
                    cameras: run.cameras.map(\.camera), payload: loaded.encoding(payload, settings),
                    menu: payload.menu
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
