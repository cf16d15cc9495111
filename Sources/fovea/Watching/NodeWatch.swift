import ArgumentParser
import Coordinator
import Edge
import Foundation
import Gears
import Logging
import Pages
import Synchronization
import Traces
import Watching
import Worker

/// Watches the nodes of this process: publishes their state a few times a second, serves it, keeps log and trace.
///
/// Nodes never wait for it: it asks them, and readers get what was published last.
final class NodeWatch: Sendable {
    /// The log, to standard error.
    let log: Logger
    /// The latest hard frames.
    let wall = Wall()
    /// Where spans go; nil without `--trace`.
    let trace: TraceFile?
    /// Whether somebody may look at frames.
    let hasPage: Bool

    /// Where its page is served; nil without `--http`.
    var address: String? { published.withLock { $0.server?.address } }

    /// The same as others may reach it: an address that stands for all of this machine's is named by its host.
    var page: String {
        guard let address else { return "" }
        let wildcards = ["0.0.0.0:", "[::]:"]
        let port = wildcards.first(where: address.hasPrefix).map { address.dropFirst($0.count) }
        return "http://\(port.map { "\(NodeName.host):\($0)" } ?? address)/"
    }

    private struct Published {
        var state: NodeState
        /// When the coordinator's thread last answered.
        var turned: ContinuousClock.Instant?
        /// How long frames have waited for a glance in vain.
        var stalled = Duration.zero
        var tasks: [Task<Void, Never>] = []
        var server: PageServer?
    }

    private let published: Mutex<Published>
    private let started = ContinuousClock.now
    private static let interval = Duration.milliseconds(250)

    /// Begins to serve, where `--http` says so, and to trace.
    init(_ flags: WatchFlags, role: String, name: String) async throws {
        log = flags.logger(name)
        hasPage = flags.http != nil
        trace = try flags.trace.map {
            try TraceFile($0, process: ProcessInfo.processInfo.processIdentifier, name: "\(role) \(name)")
        }
        published = Mutex(
            Published(state: NodeState(role: role, name: name, version: Fovea.configuration.version)))
        guard let http = flags.http else { return }
        let server = try await PageServer(http, access: flags.access(), wall: wall) { [self] in state }
        published.withLock { $0.server = server }
        Output.problem("watch at http://\(server.address)/")
    }

    /// The state as it was published last, with its readiness at this moment.
    var state: NodeState {
        let now = ContinuousClock.now
        return published.withLock { published in
            var state = published.state
            state.uptime = (now - started) / .seconds(1)
            state.readiness = Self.readiness(of: state, turned: published.turned.map { now - $0 }, published.stalled)
            return state
        }
    }

    /// Takes spans, where there is a trace.
    var record: (@Sendable (Span) -> Void)? {
        guard let trace else { return nil }
        return { span in trace.record(span) }
    }

    /// Publishes an edge from now on.
    func watch(_ edge: EdgeNode, through eye: EdgeWatch) {
        repeatedly { [self] in
            let state = eye.state(of: edge)
            let stalled = eye.stalled(edge)
            published.withLock { published in
                published.state.edge = state
                published.state.canary = eye.canary?.comparison
                published.stalled = stalled
            }
        }
    }

    /// Publishes a coordinator from now on, and logs who comes and goes.
    func watch(_ coordinator: CoordinatorService) {
        repeatedly { [self] in
            guard let snapshot = await coordinator.snapshot() else { return }
            let state = CoordinatorState(snapshot)
            let before = published.withLock { published in
                defer {
                    published.state.coordinator = state
                    published.state.gear = snapshot.gear.map {
                        GearState(
                            gear: $0.gear.gear, threshold: $0.gear.threshold, side: $0.gear.regionSide,
                            reason: $0.text)
                    }
                }
                published.turned = .now
                return published.state.coordinator
            }
            tell("worker", before?.workers.map(\.name) ?? [], state.workers.map(\.name))
            tell("edge", before?.edges.map(\.name) ?? [], state.edges.map(\.name))
        }
    }

    /// Publishes workers from now on, and logs what changes at their coordinators.
    func watch(_ workers: [(node: WorkerNode, name: String, precision: String, threads: Int)]) {
        repeatedly { [self] in
            let states = workers.map {
                WorkerState($0.node.report, name: $0.name, precision: $0.precision, threads: $0.threads)
            }
            let before = published.withLock { published in
                defer { published.state.workers = states }
                return published.state.workers
            }
            for (old, new) in zip(before, states) {
                for link in new.links where !old.links.contains(link) {
                    log.info(
                        "the coordinator's standing changed",
                        metadata: [
                            "worker": "\(new.name)", "coordinator": "\(link.endpoint)", "standing": "\(link.standing)",
                        ])
                }
            }
        }
    }

    /// Stops publishing and serving, and closes the trace.
    func stop() async {
        let (tasks, server) = published.withLock { ($0.tasks, $0.server) }
        for task in tasks { task.cancel() }
        for task in tasks { await task.value }
        await server?.stop()
        await trace?.finish()
        if let lost = trace?.lost, lost > 0 { log.warning("\(lost) spans came too fast to be written") }
    }

    private func repeatedly(_ body: @escaping @Sendable () async -> Void) {
        let task = Task {
            while !Task.isCancelled {
                await body()
                NodeSupervision.ofThisProcess.published(state.readiness, log)
                try? await Task.sleep(for: Self.interval)
            }
        }
        published.withLock { $0.tasks.append(task) }
    }

    private func tell(_ kind: String, _ before: [String], _ now: [String]) {
        for name in now where !before.contains(name) { log.info("\(kind) joined", metadata: ["\(kind)": "\(name)"]) }
        for name in before where !now.contains(name) { log.warning("\(kind) gone", metadata: ["\(kind)": "\(name)"]) }
    }

    private static func readiness(of state: NodeState, turned: Duration?, _ stalled: Duration) -> Readiness {
        var readiness = Readiness()
        switch state.role {
        case "edge" where state.edge == nil, "worker" where state.workers.isEmpty:
            readiness.obstacles.append("the \(state.role) is starting")
        case "coordinator", "up":
            if state.role == "up", state.edge == nil { readiness.obstacles.append("the edge is starting") }
            readiness = readiness + .coordinator(state.coordinator ?? CoordinatorState(), turned: turned)
        default: break
        }
        if let edge = state.edge { readiness = readiness + .edge(edge, stalled: stalled) }
        for worker in state.workers { readiness = readiness + .worker(worker) }
        return readiness
    }
}
