/// Whether a node can do its work, and what stands against it.
package struct Readiness: Codable, Equatable, Sendable {
    /// Why it cannot; none where it is ready.
    package var obstacles: [String] = []
    /// What it does with less than all; it is ready nevertheless.
    package var limitations: [String] = []
    /// Those obstacles that only a new start removes: something is stuck.
    package var faults: [String] = []

    /// Ready without limitations.
    package init(obstacles: [String] = [], limitations: [String] = []) {
        (self.obstacles, self.limitations) = (obstacles, limitations)
    }

    /// Whether a new start would not help: for liveness probes and watchdogs.
    package var isAlive: Bool { faults.isEmpty }

    /// Whether it can do its work.
    package var isReady: Bool { obstacles.isEmpty }

    /// One line for people and for probes.
    package var text: String {
        guard isReady else { return "not ready: " + obstacles.joined(separator: "; ") }
        return limitations.isEmpty ? "ready" : "ready, degraded: " + limitations.joined(separator: "; ")
    }

    /// Both: ready when both are.
    package static func + (left: Readiness, right: Readiness) -> Readiness {
        var both = Readiness(
            obstacles: left.obstacles + right.obstacles, limitations: left.limitations + right.limitations
        )
        both.faults = left.faults + right.faults
        return both
    }

    /// Adds an obstacle that only a new start removes.
    private mutating func isStuck(_ fault: String) {
        obstacles.append(fault)
        faults.append(fault)
    }

    /// A coordinator is ready when its loop turned lately and a worker takes requests.
    ///
    /// - Parameter turned: how long ago its thread last answered; nil when it never did.
    package static func coordinator(_ state: CoordinatorState, turned: Duration?) -> Readiness {
        var readiness = Readiness()
        if let turned {
            if turned > .seconds(1) { readiness.isStuck("the coordinator's thread has not turned for a second") }
        } else {
            readiness.obstacles.append("the coordinator is starting")
        }
        if !state.workers.contains(where: { !$0.isDraining }) { readiness.obstacles.append("no worker is ready") }
        return readiness
    }

    /// A worker is ready when a coordinator takes it and no batch is under way much longer than it was measured to take.
    package static func worker(_ state: WorkerState) -> Readiness {
        var readiness = Readiness()
        if state.isDraining { readiness.obstacles.append("\(state.name) is draining") }
        if !state.links.contains(where: \.serves) { readiness.obstacles.append("\(state.name) has no coordinator") }
        if let seconds = state.longestBatch, let expected = state.expectedBatch, seconds > 1 + 10 * expected {
            readiness.isStuck(
                "the engine of \(state.name) is stuck: a batch is under way for \(Int(seconds)) s, measured at "
                    + "\(Int((expected * 1000).rounded(.up))) ms")
        }
        for link in state.links where !link.serves && readiness.isReady {
            readiness.limitations.append("coordinator \(link.endpoint): \(link.standing)")
        }
        return readiness
    }

    /// An edge is ready when it glances; without a coordinator it answers hard frames with less.
    ///
    /// - Parameter stalled: how long frames have waited for a glance while none ended.
    package static func edge(_ state: EdgeState, stalled: Duration) -> Readiness {
        var readiness = Readiness()
        if stalled > .seconds(5) {
            readiness.isStuck("the glance is stuck: frames wait and none was glanced at for 5 seconds")
        }
        for camera in state.cameras {
            if let problem = camera.stream?.problem {
                readiness.limitations.append("camera \(camera.name) gives no frames: \(problem)")
            }
        }
        for sink in state.sinks {
            if let obstacle = sink.obstacle {
                readiness.limitations.append("sink \(sink.name) takes nothing: \(obstacle)")
            }
        }
        if !state.links.contains(where: \.serves) {
            readiness.limitations.append(
                state.links.isEmpty
                    ? "no coordinator is named, hard frames are answered here"
                    : "no coordinator can be reached, hard frames are answered here")
        }
        return readiness
    }
}
