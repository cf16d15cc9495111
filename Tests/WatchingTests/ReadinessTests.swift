import Testing
import Watching

struct ReadinessTests {
    private let welcomed = LinkState(endpoint: "tcp://c:1", standing: "welcomed")
    private let lost = LinkState(endpoint: "tcp://d:1", standing: "lost")

    private func coordinator(workers draining: [Bool]) -> CoordinatorState {
        var state = CoordinatorState()
        state.workers = draining.map {
            CoordinatorState.Worker(
                name: "w", version: "", precision: "", inFlight: 0, bytes: 0, creditItems: 1, creditBytes: 1, batch: 1,
                serviceTime: 0, isDraining: $0)
        }
        return state
    }

    @Test func aCoordinatorIsReadyWhenItTurnsAndAWorkerTakesRequests() {
        #expect(Readiness.coordinator(coordinator(workers: [true, false]), turned: .milliseconds(900)).isReady)
        #expect(!Readiness.coordinator(coordinator(workers: [false]), turned: .milliseconds(1100)).isReady)
        #expect(!Readiness.coordinator(coordinator(workers: [false]), turned: nil).isReady)
        #expect(!Readiness.coordinator(coordinator(workers: [true]), turned: .zero).isReady)
    }

    @Test func onlyWhatIsStuckNeedsANewStart() {
        #expect(Readiness.coordinator(coordinator(workers: []), turned: .zero).isAlive)
        #expect(Readiness.coordinator(coordinator(workers: []), turned: nil).isAlive)
        #expect(!Readiness.coordinator(coordinator(workers: [false]), turned: .milliseconds(1100)).isAlive)
        var worker = WorkerState(name: "w", precision: "float32", threads: 1)
        worker.isDraining = true
        #expect(Readiness.worker(worker).isAlive)
        (worker.longestBatch, worker.expectedBatch) = (1.6, 0.05)
        #expect(!Readiness.worker(worker).isAlive)
        #expect(!(Readiness() + .worker(worker)).isAlive)
        let edge = EdgeState(threshold: 0.5, payload: "features", budget: 1)
        #expect(Readiness.edge(edge, stalled: .seconds(5)).isAlive)
        #expect(!Readiness.edge(edge, stalled: .seconds(6)).isAlive)
    }

    @Test func aWorkerWhoseEngineIsStuckIsNotReady() {
        var worker = WorkerState(name: "w", precision: "float32", threads: 1)
        worker.links = [welcomed]
        (worker.longestBatch, worker.expectedBatch) = (1.4, 0.05)
        #expect(Readiness.worker(worker).isReady)
        worker.longestBatch = 1.6
        #expect(Readiness.worker(worker).text.contains("is stuck"))
    }

    @Test func aWorkerNeedsOneCoordinatorAndSaysWhichItMisses() {
        var worker = WorkerState(name: "w", precision: "float32", threads: 1)
        #expect(Readiness.worker(worker).text == "not ready: w has no coordinator")
        worker.links = [lost]
        #expect(!Readiness.worker(worker).isReady)
        worker.links = [lost, welcomed]
        #expect(Readiness.worker(worker).text == "ready, degraded: coordinator tcp://d:1: lost")
    }

    @Test func anEdgeWithoutCoordinatorIsDegradedAndOneThatDoesNotGlanceIsNotReady() {
        var edge = EdgeState(threshold: 0.5, payload: "features", budget: 1)
        #expect(Readiness.edge(edge, stalled: .seconds(5)).isReady)
        #expect(!Readiness.edge(edge, stalled: .seconds(5)).limitations.isEmpty)
        edge.links = [lost, welcomed]
        #expect(Readiness.edge(edge, stalled: .zero).text == "ready")
        #expect(!Readiness.edge(edge, stalled: .seconds(6)).isReady)
    }

    @Test func aSinkThatTakesNothingIsALimitation() {
        var edge = EdgeState(threshold: 0.5, payload: "features", budget: 1)
        edge.links = [welcomed]
        let (up, down) = (sink("lines", nil), sink("home", "Connection refused"))
        edge.sinks = [up, down]
        #expect(
            Readiness.edge(edge, stalled: .zero).text == "ready, degraded: sink home takes nothing: Connection refused")
    }

    private func sink(_ name: String, _ obstacle: String?) -> EdgeState.Sink {
        EdgeState.Sink(
            name: name, delivered: 0, refused: 0, failures: 0, waiting: 0, oldest: 0, missed: 0,
            obstacle: obstacle)
    }

    @Test func whatWaitsInVainIsTimed() {
        var clock = StallClock()
        let start = ContinuousClock.now
        #expect(clock.observe(done: 0, waiting: 0, at: start) == .zero)
        #expect(clock.observe(done: 0, waiting: 1, at: start) == .zero)
        #expect(clock.observe(done: 0, waiting: 2, at: start + .seconds(3)) == .seconds(3))
        #expect(clock.observe(done: 1, waiting: 2, at: start + .seconds(4)) == .zero)
        #expect(clock.observe(done: 1, waiting: 0, at: start + .seconds(9)) == .zero)
    }
}
