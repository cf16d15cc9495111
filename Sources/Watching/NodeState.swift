package import Rollout

/// What a process of Fovea says of itself: the one source of its page, its JSON, its metrics and `fovea top`, so that none
/// of them can differ from another.
package struct NodeState: Codable, Sendable {
    /// The command: up, edge, coordinator or worker.
    package var role: String
    /// The stable name.
    package var name: String
    /// The software's version.
    package var version: String
    /// Seconds since the process started to serve.
    package var uptime = 0.0
    /// Whether it can do its work.
    package var readiness = Readiness()
    /// The edge of this process.
    package var edge: EdgeState?
    /// The coordinator of this process.
    package var coordinator: CoordinatorState?
    /// The workers of this process.
    package var workers: [WorkerState] = []
    /// The point of the accuracy/load curve at work; nil where none is set.
    package var gear: GearState?
    /// What an edge saw of a model on trial; nil where there is none.
    package var canary: ModelComparison?

    /// Makes the state of a process that runs nothing yet.
    package init(role: String, name: String, version: String) {
        (self.role, self.name, self.version) = (role, name, version)
    }

    private enum CodingKeys: String, CodingKey {
        case role, name, version, uptime, readiness, edge, coordinator, workers, gear, canary
    }

    /// Every key is always there, so that programs need no special case.
    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(role, forKey: .role)
        try container.encode(name, forKey: .name)
        try container.encode(version, forKey: .version)
        try container.encode(uptime, forKey: .uptime)
        try container.encode(readiness, forKey: .readiness)
        try container.encode(edge, forKey: .edge)
        try container.encode(coordinator, forKey: .coordinator)
        try container.encode(workers, forKey: .workers)
        try container.encode(gear, forKey: .gear)
        try container.encode(canary, forKey: .canary)
    }
}
