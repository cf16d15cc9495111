package import Metrics
package import Wire

/// A coordinator at one moment.
package struct CoordinatorSnapshot: Sendable {
    /// What became of every request.
    package var counters: DispatchCounters
    /// How busy it is.
    package var load: Load
    /// What requests waited before they were given to a worker.
    package var queueing: Histogram
    /// Welcomed edges.
    package var edges: Int
    /// The same by name.
    package var edgeList: [EdgeSnapshot]
    /// Welcomed workers, by name.
    package var workers: [WorkerSnapshot]
    /// What went through its sockets.
    package var traffic: CoordinatorTraffic
    /// The gear of its edges and why; nil where they keep to their own settings.
    package var gear: GearStanding?

    /// A worker at that moment.
    package struct WorkerSnapshot: Sendable {
        /// Its stable name.
        package var name: String
        /// Its software, for people.
        package var software: String
        /// Its numeric format.
        package var precision: Precision
        /// The largest batch that it forms.
        package var largestBatch: Int
        /// Requests it has.
        package var inFlight: Int
        /// Their payload bytes.
        package var bytes: Int
        /// What it takes at once.
        package var credit: Credit
        /// What one request takes it, as the coordinator sees it.
        package var serviceTime: Duration
        /// Whether it takes no more.
        package var isDraining: Bool
    }

    /// An edge at that moment.
    package struct EdgeSnapshot: Sendable {
        /// Its stable name.
        package var name: String
        /// Its software, for people.
        package var software: String
        /// Where its page is; empty where it has none.
        package var page: String
        /// Its cameras, as it said.
        package var cameras: [String]
        /// Its requests that have not ended.
        package var inFlight: Int
        /// When it was last heard.
        package var lastHeard: ContinuousClock.Instant
        /// The exit threshold of its latest request.
        package var threshold: Float?
        /// The payload of its latest request.
        package var payload: PayloadKind?
    }
}

/// What went through a coordinator's sockets. Payload bytes are only ever handed on, so there is no count of copies.
package struct CoordinatorTraffic: Equatable, Sendable {
    /// Messages received.
    package internal(set) var messagesReceived = 0
    /// Messages sent.
    package internal(set) var messagesSent = 0
    /// Payload bytes received.
    package internal(set) var payloadBytesReceived = 0
    /// Payload bytes handed to workers, each attempt counted.
    package internal(set) var payloadBytesSent = 0
    /// Messages that their receiver could not take; answers among them count as answered, the edge falls back.
    package internal(set) var undelivered = 0
    /// Connections that failed to greet or to prove themselves.
    package internal(set) var failedHandshakes = 0

    /// Makes counters of zero.
    package init() {}

    /// Counts a message as sent or undelivered.
    mutating func count(_ wasSent: Bool) {
        if wasSent { messagesSent += 1 } else { undelivered += 1 }
    }
}

extension DispatchState {
    func snapshot(_ traffic: CoordinatorTraffic) -> CoordinatorSnapshot {
        let workers = pool.workers.entries.map { peer, worker in
            CoordinatorSnapshot.WorkerSnapshot(
                name: worker.identity.name, software: members[peer]?.hello.software ?? "",
                precision: members[peer]?.hello.precision ?? .float32, largestBatch: worker.estimate.largestBatch,
                inFlight: worker.tasks.count, bytes: worker.bytes, credit: worker.credit,
                serviceTime: worker.estimate.time(batch: 1), isDraining: worker.isDraining)
        }
        return CoordinatorSnapshot(
            counters: counters, load: load, queueing: queueing, edges: edgeCount, edgeList: edgeSnapshots,
            workers: workers.sorted { $0.name < $1.name }, traffic: traffic, gear: gear?.standing(at: .now))
    }

    private var edgeSnapshots: [CoordinatorSnapshot.EdgeSnapshot] {
        members.entries.compactMap { _, member in
            guard case .edge(let cameras) = member.hello.kind else { return nil }
            return CoordinatorSnapshot.EdgeSnapshot(
                name: member.hello.identity.name, software: member.hello.software,
                page: member.hello.page, cameras: cameras,
                inFlight: member.requests.count, lastHeard: member.lastHeard, threshold: member.latest?.threshold,
                payload: member.latest?.payload)
        }.sorted { $0.name < $1.name }
    }
}
