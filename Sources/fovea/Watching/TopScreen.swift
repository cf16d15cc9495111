import Metrics
import Watching

/// A node's state as lines for a terminal.
struct TopScreen {
    private let address: String
    private let state: NodeState
    private let earlier: NodeState?

    /// Takes a state and, for rates, an earlier one.
    init(address: String, _ state: NodeState, earlier: NodeState? = nil) {
        (self.address, self.state) = (address, state)
        // A node that started anew counts from 0.
        self.earlier = earlier.flatMap { $0.uptime < state.uptime ? $0 : nil }
    }

    /// The lines.
    var text: String { (head + frames + cameras + queue + workers + links + sinks).joined(separator: "\n") }

    private var head: [String] {
        let gear = state.gear.map { ", gear \($0.gear) (\($0.reason))" } ?? ""
        return ["\(address)  \(state.role) \(state.name), up \(Int(state.uptime)) s, \(state.readiness.text)\(gear)"]
    }

    private var frames: [String] {
        guard let edge = state.edge else { return [] }
        let head = Table.pad("  outcome", 14) + ["frames", "a second", "p50", "p99"].map(right).joined()
        return [head]
            + CameraState.outcomeNames.map { outcome in
                let latency = edge.latency[outcome]
                return Table.pad("  \(outcome)", 14)
                    + [
                        "\(count(state, outcome))", rate { count($0, outcome) }, time(latency?.quantile(0.5)),
                        time(latency?.quantile(0.99)),
                    ].map(right).joined()
            }
    }

    private var cameras: [String] {
        (state.edge?.cameras ?? []).compactMap { camera in
            guard let stream = camera.stream else { return nil }
            let skipped = camera.skipped.values.reduce(0, +)
            return "  camera \(camera.name): \(stream.problem.map { "\(stream.standing), \($0)" } ?? stream.standing); "
                + "captured \(camera.captured), skipped \(skipped)"
        }
    }

    private var queue: [String] {
        guard let coordinator = state.coordinator else { return [] }
        return [
            "  queue \(coordinator.queued) waiting, \(coordinator.dispatched) at workers, delay "
                + "\(time(coordinator.queueDelay)); answered \(coordinator.answered) "
                + "(\(rate { $0.coordinator?.answered ?? 0 })/s), failed \(coordinator.failed.values.reduce(0, +)), "
                + "given again \(coordinator.redispatches)"
        ]
    }

    private var workers: [String] {
        let seen = (state.coordinator?.workers ?? []).map { worker in
            "  worker \(worker.name): \(worker.inFlight) of \(worker.creditItems) requests, one takes "
                + "\(time(worker.serviceTime)), batches up to \(worker.batch), \(worker.precision)"
                + (worker.isDraining ? ", draining" : "")
        }
        guard state.coordinator == nil else { return seen }
        return state.workers.map { worker in
            "  worker \(worker.name): answered \(worker.answered), \(worker.waiting) waiting, \(worker.running) in work, "
                + "a batch takes \(time(worker.compute.quantile(0.5))), \(worker.precision)"
        }
    }

    private var links: [String] {
        let edges = (state.coordinator?.edges ?? []).map { edge in
            "  edge \(edge.name): \(edge.inFlight) hard frames, threshold "
                + "\(edge.threshold.map { Table.number($0, 2) } ?? "-"), \(edge.payload ?? "-")"
        }
        let own = (state.edge?.links ?? []).map { ($0, ", hard frames go as \(state.edge?.payload ?? "-")") }
        let workers = state.workers.flatMap(\.links).map { ($0, "") }
        return edges + (own + workers).map { "  coordinator \($0.endpoint): \($0.standing)\($1)" }
    }

    private var sinks: [String] {
        let sinks = (state.edge?.sinks ?? []).map { sink in
            "  sink \(sink.name): delivered \(sink.delivered), \(sink.waiting) waiting"
                + (sink.oldest > 0 ? " (the oldest for \(time(sink.oldest)))" : "")
                + ", refused \(sink.refused), dropped \(sink.missed)"
                + (sink.obstacle.map { "; takes nothing: \($0)" } ?? "")
        }
        let spools = (state.edge?.spools ?? []).map { spool in
            "  spool \(spool.name): \(Self.bytes(spool.bytes)) on disk, \(Self.bytes(spool.memoryBytes)) in memory, "
                + "dropped \(spool.lost)" + (spool.failure.map { "; \($0)" } ?? "")
        }
        return sinks + spools
    }

    private static func bytes(_ count: Int) -> String {
        count < 1_000_000
            ? "\(Table.number(Double(count) / 1e3, 0)) kB" : "\(Table.number(Double(count) / 1e6, 1)) MB"
    }

    private func count(_ state: NodeState, _ outcome: String) -> Int {
        (state.edge?.cameras ?? []).reduce(0) { $0 + $1.count(outcome) }
    }

    private func rate(_ count: (NodeState) -> Int) -> String {
        guard let earlier else { return "-" }
        return Table.number(Double(count(state) - count(earlier)) / (state.uptime - earlier.uptime), 1)
    }

    private func time(_ seconds: Double?) -> String {
        guard let seconds else { return "-" }
        return seconds < 1 ? "\(Table.number(seconds * 1000, 1)) ms" : "\(Table.number(seconds, 2)) s"
    }

    private func right(_ text: String) -> String {
        String(repeating: " ", count: max(1, 12 - text.count)) + text
    }
}
