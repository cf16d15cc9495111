import ArgumentParser
import Foundation
import LFViT
import Payloads
import Wire
import Worker
import ZeroMQ

/// Runs a focus worker until it is asked to stop.
struct WorkerCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "worker",
        abstract: "Look closely at the frames that coordinators give out.",
        discussion: """
            It measures its batches, answers a known picture (the canary), and only then says hello. SIGTERM drains: it
            takes no more, finishes, says goodbye and exits with status 0.

            EXAMPLE: fovea worker --coordinator tcp://127.0.0.1:7102
            EXAMPLE: fovea worker --simulate exponential:100ms --simulated-workers 256
            """
    )

    @Option(help: ArgumentHelp("Where a coordinator listens for workers; several may be named.", valueName: "address"))
    var coordinator: [Endpoint] = [Endpoint("tcp://127.0.0.1:7102")]

    @Option(help: "The stable name, unique in the fleet; without it host and process.")
    var name: String?

    @Option(help: "Compute threads; each answers a batch of its own, and idle ones help the others.")
    var threads = 1

    @OptionGroup var cores: CoreFlags

    @Option(help: "The largest batch that is formed, 1 to 32.")
    var batch = 8

    @OptionGroup var model: ModelFlags

    @OptionGroup var lookup: LookupFlags

    @Option(
        help: ArgumentHelp(
            "LookupViT: the latency that answers should have, in milliseconds; the queue chooses the compressed side by it.",
            valueName: "ms"))
    var objective = 500.0

    @OptionGroup var simulation: SimulationFlags

    @OptionGroup var keys: NodeKeyFlags

    @OptionGroup var watch: WatchFlags

    @OptionGroup var configuration: ConfigurationFlags

    @Flag(help: .hidden)
    var endsWithInput = false

    @Flag(help: "Print lines of JSON.")
    var json = false

    func validate() throws {
        guard (1...256).contains(threads) else { throw ValidationError("--threads \(threads): 1 to 256") }
        guard (1...32).contains(batch) else { throw ValidationError("--batch \(batch): 1 to 32") }
        guard objective > 0 else { throw ValidationError("--objective \(objective): above 0") }
        if lookup.glanceSide != nil { throw ValidationError("--glance-side: workers do not glance; edges do") }
    }

    func run() async throws {
        configuration.ignoreReload()
        let loaded = try model.loadAny(preferring: .auto)
        let cascade = CascadeSettings(loaded.configuration)
        let batches = FocusEngine.batches(upTo: batch)
        var settings = try settings(loaded, cascade)
        settings.cores = cores.shared(threads)
        let engine = try loaded.engine(
            batches: batches, WorkerEffort(lookup, objective: objective), cores: settings.cores)
        if let workers = try simulation.start(settings, largestBatch: batch) {
            return try await run(workers, settings.name)
        }
        let watch = try await NodeWatch(watch, role: "worker", name: settings.name)
        settings.trace = watch.record
        let worker = try await WorkerNode(settings, context: Context(), engine: engine)
        watch.watch([(worker, settings.name, "\(settings.precision)", threads)])
        try json
            ? Output.json(["ready": settings.name]) : Output.line("\(settings.name) is ready, \(threads) thread(s)")
        await StopSignal.wait(orEndOfInput: endsWithInput)
        worker.drain()
        try await worker.finished()
        await watch.stop()
        try print(worker.account)
    }

    private func run(_ workers: SimulatedWorkers, _ name: String) async throws {
        let count = simulation.simulatedWorkers
        try json
            ? Output.json(["ready": name])
            : Output.line("\(name) is ready, \(Table.count(count, "simulated worker"))")
        await StopSignal.wait(orEndOfInput: endsWithInput)
        workers.drain()
        try await workers.finished()
        try print(workers.account)
    }

    private func print(_ account: WorkerDesk.Account) throws {
        let account = WorkerAccount(account)
        try json ? Output.json(["account": account]) : Output.line(account.text)
    }

    private func settings(_ loaded: LoadedModel, _ cascade: CascadeSettings) throws -> WorkerSettings {
        var settings = WorkerSettings(
            name: name ?? NodeName.process("worker"), coordinators: coordinator.map(\.description),
            fingerprint: try loaded.fingerprint(file: model.path, settings: cascade),
            precision: Wire.Precision(loaded.precision)
        )
        settings.threads = threads
        settings.software = "fovea \(Fovea.configuration.version)"
        if let keys = try keys.load(for: coordinator) {
            settings.keys = WorkerSettings.Keys(own: keys.own, coordinators: keys.coordinators)
        }
        return settings
    }
}
