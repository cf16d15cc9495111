import Coordinator
import Synchronization
import TestSupport
import Testing
import Threads
import Wire
import Worker
import ZeroMQ

/// A worker and a real coordinator in one process, with an engine that answers as the test says.
struct WorkerNodeTests {
    private static let fingerprint = Fingerprint(
        weights: [UInt8](repeating: 1, count: 32), geometry: [UInt8](repeating: 2, count: 32)
    )

    @Test func aRequestIsAnsweredWithTheEnginesAnswer() async throws {
        try await run { edge, _, _ in
            try edge.say(.focusRequest(request(1)), payload: [[7]])
            guard case .focusResult(let result) = try edge.hear() else {
                Issue.record("no result")
                return
            }
            #expect(result.id == request(1).id)
            #expect(result.answer == Answer(classIndex: 7, confidence: 0.5))
            #expect(result.worker == "worker")
            #expect(result.batch == 1)
        }
    }

    @Test func aPayloadThatTheEngineCannotUseFailsAlone() async throws {
        try await run { edge, _, _ in
            try edge.say(.focusRequest(request(1)), payload: [[0]])
            try edge.say(.focusRequest(request(2)), payload: [[9]])
            var heard: [Header] = [try edge.hear(), try edge.hear()]
            heard.sort { left, _ in if case .focusFailure = left { true } else { false } }
            guard case .focusFailure(let failure) = heard[0], case .focusResult(let result) = heard[1] else {
                Issue.record("not a failure and a result: \(heard)")
                return
            }
            #expect(failure.id == request(1).id && failure.code == .badPayload)
            #expect(result.id == request(2).id)
        }
    }

    @Test func drainingFinishesWhatIsThereAndAccountsForAll() async throws {
        let account = try await run { edge, worker, _ in
            // What the coordinator still holds when its only worker has left fails at the end of its budget.
            for number in 1...20 {
                try edge.say(.focusRequest(request(number, budget: .seconds(1))), payload: [[1]])
            }
            var seen: Set<RequestID> = []
            for number in 1...20 {
                let header = try edge.hear()
                switch header {
                case .focusResult(let result): #expect(seen.insert(result.id).inserted)
                case .focusFailure(let failure): #expect(seen.insert(failure.id).inserted)
                default: Issue.record("unexpected \(header)")
                }
                if number == 5 { worker.drain() }
            }
        }
        #expect(account.waiting == 0 && account.running == 0)
        #expect(account.isBalanced)
    }

    @Test func aRequestAloneHasAllCoresAndMeasuringHasOne() async throws {
        let cores = SharedCores(3)
        let seen = Seen()
        try await run(cores: cores, engine: { WatchingEngine(cores: cores, seen: seen) }) { edge, _, _ in
            try edge.say(.focusRequest(request(1)), payload: [[7]])
            _ = try edge.hear()
        }
        #expect(seen.measured.withLock { $0 } == [1])
        let answered = seen.answered.withLock { $0 }
        #expect(answered.count >= 2 && answered.allSatisfy { $0 == 3 })
        #expect(cores.threads == 3)
    }

    @Test func aWorkerWhoseCanaryFailsNeverStarts() async throws {
        let context = try Context()
        let settings = WorkerSettings(
            name: "worker", coordinators: ["inproc://nobody"], fingerprint: Self.fingerprint, precision: .float32
        )
        await #expect(throws: CanaryFailure.self) {
            _ = try await WorkerNode(settings, context: context) { throw CanaryFailure() }
        }
    }

    @Test func aWorkerServesTwoCoordinators() async throws {
        let context = try Context()
        let first = try await CoordinatorService(Self.coordinator("a"), in: context)
        let second = try await CoordinatorService(Self.coordinator("b"), in: context)
        var settings = WorkerSettings(
            name: "worker", coordinators: [first.workerEndpoint, second.workerEndpoint], fingerprint: Self.fingerprint,
            precision: .float32
        )
        settings.threads = 2
        let worker = try await WorkerNode(settings, context: context) { EchoEngine() }
        for coordinator in [first, second] {
            try await onThread {
                var edge = try Self.welcomedEdge(coordinator.edgeEndpoint, in: context)
                try Self.askUntilAnswered(&edge)
            }
        }
        worker.drain()
        try await worker.finished()
        #expect(worker.account.isBalanced)
        try await first.stop()
        try await second.stop()
    }

    /// Starts both, lets an edge live a life on a thread of its own, stops both, and returns the worker's account.
    @discardableResult
    private func run(
        cores: SharedCores? = nil, engine: @escaping @Sendable () -> any BatchEngine = { EchoEngine() },
        _ life: @escaping @Sendable (inout TestPeer, WorkerNode, CoordinatorService) throws -> Void
    ) async throws -> WorkerDesk.Account {
        let context = try Context()
        let coordinator = try await CoordinatorService(Self.coordinator("c"), in: context)
        var settings = WorkerSettings(
            name: "worker", coordinators: [coordinator.workerEndpoint], fingerprint: Self.fingerprint,
            precision: .float32
        )
        settings.cores = cores
        let worker = try await WorkerNode(settings, context: context, engine: engine)
        try await onThread {
            var edge = try Self.welcomedEdge(coordinator.edgeEndpoint, in: context)
            try Self.askUntilAnswered(&edge)
            try life(&edge, worker, coordinator)
        }
        worker.drain()
        try await worker.finished()
        let account = try await coordinator.stop()
        #expect(account.counters.isBalanced)
        #expect(worker.account.isBalanced)
        return worker.account
    }

    /// The worker may say hello after the edge; until then there is none to answer.
    private static func askUntilAnswered(_ edge: inout TestPeer) throws {
        for number in 1000..<100_000 {
            try edge.say(.focusRequest(request(number)), payload: [[1]])
            if case .focusResult = try edge.hear() { return }
        }
        Issue.record("no worker came")
    }

    private static func welcomedEdge(_ endpoint: String, in context: Context) throws -> TestPeer {
        var edge = try TestPeer(endpoint, in: context)
        let identity = NodeIdentity(name: "edge", incarnation: 5)
        try edge.say(
            .hello(Hello(identity: identity, fingerprint: fingerprint, precision: .float32, kind: .edge(cameras: [])))
        )
        guard case .welcome = try edge.hear() else {
            Issue.record("not welcomed")
            return edge
        }
        return edge
    }

    private static func coordinator(_ name: String) -> CoordinatorSettings {
        var dispatch = DispatchConfiguration(identity: NodeIdentity(name: name, incarnation: 1))
        dispatch.heartbeat = .seconds(20)
        return CoordinatorSettings(
            edgeEndpoint: "inproc://\(name).edges", workerEndpoint: "inproc://\(name).workers", dispatch: dispatch
        )
    }
}

private struct CanaryFailure: Error {}

/// Answers with the first payload byte as the class; zero is a payload that cannot be used.
private struct EchoEngine: BatchEngine {
    mutating func measure() -> [ServiceTime] {
        [ServiceTime(batch: 1, time: .microseconds(100)), ServiceTime(batch: 2, time: .microseconds(150))]
    }

    mutating func answer(_ batch: [PendingRequest]) -> [EngineAnswer] {
        batch.map { request in
            let byte = request.payload[0].copyBytes()[0]
            guard byte > 0 else { return .failed(.badPayload, reason: "zero") }
            return .answered(
                top: [Answer(classIndex: Int(byte), confidence: 0.5)], decoding: .zero, compute: .microseconds(100)
            )
        }
    }
}

/// How many threads an engine might have used.
private final class Seen: Sendable {
    let measured = Mutex<[Int]>([])
    let answered = Mutex<[Int]>([])
}

/// Answers as `EchoEngine` and looks at the cores.
private struct WatchingEngine: BatchEngine {
    private var engine = EchoEngine()
    private let cores: SharedCores
    private let seen: Seen

    init(cores: SharedCores, seen: Seen) { (self.cores, self.seen) = (cores, seen) }

    mutating func measure() -> [ServiceTime] {
        seen.measured.withLock { $0.append(cores.threads) }
        return engine.measure()
    }

    mutating func answer(_ batch: [PendingRequest]) -> [EngineAnswer] {
        seen.answered.withLock { $0.append(cores.threads) }
        return engine.answer(batch)
    }
}

private func request(_ sequence: Int, budget: Duration = .seconds(60)) -> FocusRequest {
    FocusRequest(
        id: RequestID(edgeIncarnation: 5, sequence: UInt64(sequence)), camera: "a", frame: UInt64(sequence),
        budget: budget, payload: .pixels,
        region: Region(
            imageSide: 224, regionSide: 5, regionIndex: 0, keptCells: Region.mask(of: [0], gridSide: 7), alpha: 0.88
        ),
        frames: [PayloadFrame(kind: .picture, encoding: .jpeg, byteCount: 1, rows: 224, columns: 224)],
        localization: Answer(classIndex: 1, confidence: 0.2)
    )
}
