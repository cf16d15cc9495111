import ArgumentParser
import Coordinator
import Foundation
import Supervision
import Wire
import ZeroMQ

/// Runs a coordinator until it is asked to stop.
struct CoordinatorCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "coordinator",
        abstract: "Queue hard frames and give them to focus workers.",
        discussion: """
            Edges and workers connect to it. It prints one line when it listens and its account when it stops. SIGTERM lets
            what is under way finish. Sockets that systemd passes under the names `edges` and `workers` take the place of
            --edges and --workers.

            EXAMPLE: fovea coordinator --edges tcp://127.0.0.1:7101 --workers tcp://127.0.0.1:7102
            """
    )

    @Option(help: "Where edges connect.")
    var edges = Endpoint("tcp://127.0.0.1:7101")

    @Option(help: "Where workers connect.")
    var workers = Endpoint("tcp://127.0.0.1:7102")

    @Option(help: "The stable name; without it the host's.")
    var name: String?

    @Option(help: ArgumentHelp("The coordinator's secret key.", valueName: "file"))
    var keys: String?

    @Option(help: ArgumentHelp("A folder with the public keys of `edges` and `workers`.", valueName: "folder"))
    var allow: String?

    @Flag(help: "Listen in the clear even where others than this machine can connect.")
    var insecure = false

    @Option(help: "Milliseconds between heartbeats.")
    var heartbeat = 500

    @Option(help: "How many requests may wait.")
    var queue = 4096

    @OptionGroup var gears: GearFlags

    @Option(help: ArgumentHelp("The latency that gears hold, in milliseconds.", valueName: "ms"))
    var objective = 500.0

    @Option(help: "How long to let work under way finish when stopping, in seconds.")
    var grace = 10.0

    @OptionGroup var watch: WatchFlags

    @OptionGroup var configuration: ConfigurationFlags

    @Flag(help: .hidden)
    var endsWithInput = false

    @Flag(help: "Print lines of JSON.")
    var json = false

    func validate() throws {
        guard (1...60_000).contains(heartbeat) else { throw ValidationError("--heartbeat \(heartbeat): 1 to 60000") }
        guard (1...1_000_000).contains(queue) else { throw ValidationError("--queue \(queue): 1 to 1000000") }
        guard (keys == nil) == (allow == nil) else {
            throw ValidationError("--keys and --allow belong together: a key without a list would let nobody in")
        }
        try refuseOpen([edges, workers])
    }

    private func refuseOpen(_ endpoints: [Endpoint]) throws {
        guard keys == nil, !insecure, let open = endpoints.first(where: { !$0.isLocal }) else { return }
        throw ValidationError(
            "\(open): connections off this machine are encrypted; give --keys and --allow, or --insecure")
    }

    func run() async throws {
        configuration.ignoreReload()
        let process = ProcessInfo.processInfo
        let passed = try PassedSockets(
            process.environment, process: process.processIdentifier, names: ["edges", "workers"])
        let (edges, workers) = (
            passed["edges"].map { Endpoint($0.endpoint) } ?? edges,
            passed["workers"].map { Endpoint($0.endpoint) } ?? workers
        )
        try refuseOpen([edges, workers])
        let context = try Context()
        var dispatch = DispatchConfiguration(
            identity: NodeIdentity(name: name ?? NodeName.host, incarnation: .random(in: 1...UInt64.max))
        )
        dispatch.heartbeat = .milliseconds(heartbeat)
        dispatch.queueItems = queue
        let table = try gears.table()
        // The table holds for one model, so the fleet is that model's.
        dispatch.fingerprint = table?.fingerprint
        dispatch.gear = try gears.fleetGear(table, objective: objective)
        var settings = CoordinatorSettings(
            edgeEndpoint: edges.description, workerEndpoint: workers.description, dispatch: dispatch
        )
        settings.descriptors = (passed["edges"]?.descriptor, passed["workers"]?.descriptor)
        let watch = try await NodeWatch(watch, role: "coordinator", name: dispatch.identity.name)
        settings.trace = watch.record
        var authenticator: Authenticator?
        if let keys, let allow {
            settings.keys = try KeyFile.read(keys)
            authenticator = try await Authenticator(KeyFolder.accessList(allow), in: context)
        }
        let coordinator: CoordinatorService
        do {
            coordinator = try await CoordinatorService(settings, in: context)
        } catch {
            await authenticator?.stop()
            throw error
        }
        try report(listening: coordinator, watch.address)
        watch.watch(coordinator)
        await StopSignal.wait(orEndOfInput: endsWithInput)
        let closing = try await coordinator.stop(within: .seconds(grace))
        await authenticator?.stop()
        await watch.stop()
        try report(closing)
    }

    private func report(listening coordinator: CoordinatorService, _ http: String?) throws {
        var addresses = ["edges": coordinator.edgeEndpoint, "workers": coordinator.workerEndpoint]
        addresses["http"] = http
        try json
            ? Output.json(["listening": addresses])
            : Output.line("edges on \(coordinator.edgeEndpoint), workers on \(coordinator.workerEndpoint)")
    }

    private func report(_ closing: CoordinatorSnapshot) throws {
        let account = CoordinatorAccount(closing)
        try json ? Output.json(["account": account]) : Output.line(account.text)
    }
}
