import ArgumentParser

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

    @OptionGroup var keys: NodeKeyFlags

    /// The coordinators; empty for a cluster of its own.
    var coordinators: [Endpoint] {
        target.compactMap { if case .coordinator(let endpoint) = $0 { endpoint } else { nil } }
    }

    /// Whether a cluster is started.
    var isUp: Bool { coordinators.isEmpty }

    func validate() throws {
        guard isUp ? target.count == 1 : coordinators.count == target.count else {
            throw ValidationError("--target: either `up` once, or one address or more")
        }
        guard (1...64).contains(workers) else { throw ValidationError("--workers \(workers): 1 to 64") }
        guard (1...32).contains(batch) else { throw ValidationError("--batch \(batch): 1 to 32") }
    }
}
