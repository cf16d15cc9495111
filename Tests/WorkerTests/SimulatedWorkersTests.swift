import Coordinator
import TestSupport
import Testing
import Wire
import Worker
import ZeroMQ

/// Simulated workers behind a real coordinator in one process.
struct SimulatedWorkersTests {
    private static let fingerprint = Fingerprint(
        weights: [UInt8](repeating: 1, count: 32), geometry: [UInt8](repeating: 2, count: 32)
    )

    @Test func aBatchTakesWhatItsGainLeaves() {
        let fixed = ServiceDistribution(.fixed(.milliseconds(10)))
        let requests = (1...4).map { RequestID(edgeIncarnation: 1, sequence: $0) }
        #expect(SimulatedService(fixed).time(of: requests) == .milliseconds(40))
        #expect(SimulatedService(fixed, batchGain: 0.5).time(of: requests) == .milliseconds(25))
        #expect(SimulatedService(fixed, batchGain: 1).time(of: requests) == .milliseconds(10))
    }

    @Test func batchesAreFormedOnlyWhereTheyGain() {
        let fixed = ServiceDistribution(.fixed(.milliseconds(10)))
        #expect(SimulatedService(fixed).serviceTimes == [ServiceTime(batch: 1, time: .milliseconds(10))])
        let times = SimulatedService(fixed, batchGain: 0.5, largestBatch: 4).serviceTimes
        #expect(times.map(\.batch) == [1, 2, 4])
        #expect(times.map(\.time) == [.milliseconds(10), .milliseconds(15), .milliseconds(25)])
    }

    /// More workers than a thread has: each is welcomed under its name, every request is answered once, with what its own
    /// glance said, and the accounts balance.
    @Test func manyWorkersAnswerAsTheGlanceDid() async throws {
        let context = try Context()
        var dispatch = DispatchConfiguration(identity: NodeIdentity(name: "c", incarnation: 1))
        dispatch.heartbeat = .seconds(20)
        let coordinator = try await CoordinatorService(
            CoordinatorSettings(edgeEndpoint: "inproc://edges", workerEndpoint: "inproc://workers", dispatch: dispatch),
            in: context
        )
        let count = SimulatedWorkers.workersPerThread + 8
        let workers = try SimulatedWorkers(
            (1...count).map {
                WorkerSettings(
                    name: "worker-\($0)", coordinators: [coordinator.workerEndpoint], fingerprint: Self.fingerprint,
                    precision: .float32
                )
            }, service: SimulatedService(ServiceDistribution(.fixed(.milliseconds(30)))), context: context
        )
        while try #require(await coordinator.snapshot()).workers.count < count { await Task.yield() }

        let endpoint = coordinator.edgeEndpoint
        let results = try await onThread { try Self.ask(4 * count, at: endpoint, in: context) }
        #expect(Set(results.map(\.id.sequence)) == Set(1...UInt64(4 * count)))
        for result in results {
            let expected = Answer(classIndex: Int(result.id.sequence), confidence: 0.2)
            #expect(result.answer == expected && result.top == [expected])
            #expect(result.times.compute >= .milliseconds(30))
        }
        #expect(Set((1...count).map { "worker-\($0)" }).isSuperset(of: results.map(\.worker)))

        workers.drain()
        try await workers.finished()
        let account = try await coordinator.stop()
        #expect(account.counters.answered == 4 * count && account.counters.isBalanced)
        #expect(workers.account.answered == 4 * count && workers.account.isBalanced)
    }

    private static func ask(_ count: Int, at endpoint: String, in context: Context) throws -> [FocusResult] {
        var edge = try TestPeer(endpoint, in: context)
        let identity = NodeIdentity(name: "edge", incarnation: 5)
        try edge.say(
            .hello(Hello(identity: identity, fingerprint: fingerprint, precision: .float32, kind: .edge(cameras: [])))
        )
        guard case .welcome = try edge.hear() else { return [] }
        for number in 1...count { try edge.say(.focusRequest(request(number)), payload: [[1]]) }
        return try (1...count).compactMap { _ in
            if case .focusResult(let result) = try edge.hear() { result } else { nil }
        }
    }

    private static func request(_ number: Int) -> FocusRequest {
        FocusRequest(
            id: RequestID(edgeIncarnation: 5, sequence: UInt64(number)), camera: "a", frame: UInt64(number),
            budget: .seconds(600), payload: .pixels,
            region: Region(
                imageSide: 224, regionSide: 5, regionIndex: 0, keptCells: Region.mask(of: [0], gridSide: 7), alpha: 0.88
            ),
            frames: [PayloadFrame(kind: .picture, encoding: .jpeg, byteCount: 1, rows: 224, columns: 224)],
            localization: Answer(classIndex: number, confidence: 0.2)
        )
    }
}
