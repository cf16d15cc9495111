import ArgumentParser
import Replay
import Worker

/// The flags that say which cluster is driven.
struct ReplayTargetFlags: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "`up` for a cluster of its own in this process, or where a coordinator listens for edges; several may be named.",
            valueName: "target"
        )
    )
    var target: [ReplayTarget] = [.up]

    @Option(help: "How many focus workers a cluster of its own has.")
    var workers = 1

    @Option(help: "The largest batch that its workers form, 1 to 32.")
    var batch = 8

    @Flag(help: "A cluster of its own has a process for the coordinator and one for each worker, over TCP on loopback.")
    var processes = false

    @Option(
        help: ArgumentHelp(
            "Its workers take a time instead of computing: \(ServiceDistribution.forms). Makes it one of processes.",
            valueName: "distribution"
        )
    )
    var simulate: String?

    @OptionGroup var faults: ReplayFaultFlags

    @OptionGroup var keys: NodeKeyFlags

    /// The coordinators; empty for a cluster of its own.
    var coordinators: [Endpoint] {
        target.compactMap { if case .coordinator(let endpoint) = $0 { endpoint } else { nil } }
    }

    /// Whether a cluster is started.
    var isUp: Bool { coordinators.isEmpty }

    /// Whether it is a cluster of processes.
    var isOfProcesses: Bool {
        isUp && (processes || simulate != nil || faults.link != nil || !faults.events.events.isEmpty)
    }

    /// The cluster of processes with workers of this model; nil where none was asked for.
    func processes(_ model: ModelFlags, _ effort: WorkerEffort, gears: [String]) -> ProcessCluster.Settings? {
        guard isOfProcesses else { return nil }
        var arguments = ["--batch", "\(batch)", "--model", model.path]
        arguments += ["--precision", (model.precision ?? .fp32).rawValue]
        arguments += effort.arguments
        if let simulate { arguments += ["--simulate", simulate] }
        return ProcessCluster.Settings(workers: workers, workerArguments: arguments, coordinatorArguments: gears)
    }

    func validate() throws {
        if let simulate, ServiceDistribution(argument: simulate) == nil {
            throw ValidationError("--simulate \(simulate): \(ServiceDistribution.forms)")
        }
        if !isUp, processes || simulate != nil {
            throw ValidationError("--processes and --simulate are of a cluster of its own: leave --target out")
        }
        if !isUp, faults.events.touchesProcesses {
            throw ValidationError("--events: of coordinators elsewhere only the link can be cut or silent")
        }
        guard isUp ? target.count == 1 : coordinators.count == target.count else {
            throw ValidationError("--target: either `up` once, or one address or more")
        }
        guard (1...64).contains(workers) else { throw ValidationError("--workers \(workers): 1 to 64") }
        guard (1...32).contains(batch) else { throw ValidationError("--batch \(batch): 1 to 32") }
        guard isUp else { return }
        do { try faults.events.check(workers: workers) } catch { throw ValidationError(error.description) }
    }
}
