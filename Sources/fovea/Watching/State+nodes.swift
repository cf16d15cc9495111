import Cameras
import Coordinator
import Edge
import Links
import Watching
import Wire
import Worker

extension LinkStanding {
    /// The standing's name in state and metrics.
    var name: String {
        switch self {
        case .greeting: "greeting"
        case .welcomed: "welcomed"
        case .draining: "draining"
        case .refused: "refused"
        case .lost: "lost"
        }
    }
}

extension CameraState {
    /// A camera's tally.
    init(_ name: String, _ tally: Tally) {
        self.init(name: name)
        (captured, offered, inFlight) = (tally.captured, tally.offered, tally.inFlight)
        skipped = Dictionary(uniqueKeysWithValues: tally.skipped.map { ($0.key.rawValue, $0.value) })
        outcomes = tally.outcomes.map { OutcomeCount(outcome: $0.key.name, reason: $0.key.reason, count: $0.value) }
            .sorted { ($0.outcome, $0.reason ?? "") < ($1.outcome, $1.reason ?? "") }
    }
}

extension StreamState {
    /// A camera's course at a moment.
    init(_ course: CameraCourse, at now: ContinuousClock.Instant) {
        self.init(
            standing: course.standing.name, problem: course.standing.problem, openings: course.openings,
            failures: course.failures, silence: course.lastFrame.map { (now - $0) / .seconds(1) })
    }
}

extension CoordinatorState {
    /// A coordinator's snapshot.
    init(_ snapshot: CoordinatorSnapshot) {
        self.init()
        let (counters, traffic, now) = (snapshot.counters, snapshot.traffic, ContinuousClock.now)
        (received, answered, cancelled) = (counters.received, counters.answered, counters.cancelled)
        (abandoned, queued, dispatched) = (counters.abandoned, counters.queued, counters.dispatched)
        (dispatches, redispatches) = (counters.dispatches, counters.redispatches)
        surplusAnswers = counters.surplusAnswers
        failed = Self.named(counters.failed)
        rejections = Self.named(counters.rejections)
        refusals = Self.named(counters.refusals)
        (workersLost, edgesLost) = (counters.workersLost, counters.edgesLost)
        (messagesReceived, messagesSent) = (traffic.messagesReceived, traffic.messagesSent)
        (payloadBytesReceived, payloadBytesSent) = (traffic.payloadBytesReceived, traffic.payloadBytesSent)
        (undelivered, failedHandshakes) = (traffic.undelivered, traffic.failedHandshakes)
        queueDelay = snapshot.load.queueDelay / .seconds(1)
        utilization = Double(snapshot.load.utilization)
        queueing = snapshot.queueing
        workers = snapshot.workers.map {
            Worker(
                name: $0.name, version: $0.software, precision: "\($0.precision)", inFlight: $0.inFlight,
                bytes: $0.bytes, creditItems: $0.credit.items, creditBytes: $0.credit.bytes, batch: $0.largestBatch,
                serviceTime: $0.serviceTime / .seconds(1), isDraining: $0.isDraining)
        }
        edges = snapshot.edgeList.map {
            Edge(
                name: $0.name, version: $0.software, cameras: $0.cameras, inFlight: $0.inFlight,
                silence: (now - $0.lastHeard) / .seconds(1), threshold: $0.threshold.map(Double.init),
                payload: $0.payload.map { "\($0)" }, page: $0.page)
        }
    }

    private static func named(_ counts: [some Hashable: Int]) -> [String: Int] {
        Dictionary(uniqueKeysWithValues: counts.map { ("\($0.key)", $0.value) })
    }
}

extension WorkerState {
    /// A worker's report.
    init(_ report: WorkerReport, name: String, precision: String, threads: Int) {
        self.init(name: name, precision: precision, threads: threads)
        let account = report.account
        (received, answered, dropped) = (account.received, account.answered, account.dropped)
        (waiting, running) = (account.waiting, account.running)
        failed = Dictionary(uniqueKeysWithValues: account.failed.map { ("\($0.key)", $0.value) })
        (batches, compute, isDraining) = (report.batches, report.durations, report.isDraining)
        links = report.coordinators.map { LinkState(endpoint: $0.endpoint, standing: $0.standing.name) }
        if let oldest = report.underWay.min(by: { $0.formed < $1.formed }) {
            longestBatch = (ContinuousClock.now - oldest.formed) / .seconds(1)
            expectedBatch = oldest.expected / .seconds(1)
        }
    }
}
