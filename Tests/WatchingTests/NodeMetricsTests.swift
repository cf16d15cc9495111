import Foundation
import Metrics
import Testing
import Watching

struct NodeMetricsTests {
    private var state: NodeState {
        var edge = EdgeState(threshold: 0.5, payload: "features", budget: 2)
        var camera = CameraState(name: "door")
        (camera.offered, camera.inFlight) = (9, 2)
        camera.outcomes = [
            .init(outcome: "exited", reason: nil, count: 4), .init(outcome: "fallback", reason: "deadline", count: 3),
        ]
        edge.cameras = [camera]
        edge.latency = ["exited": .seconds]
        edge.sinks = [
            .init(
                name: "home", delivered: 5, refused: 0, failures: 2, waiting: 7, oldest: 12.5, missed: 1,
                obstacle: "away")
        ]
        edge.spools = [.init(name: "results", bytes: 900, memoryBytes: 0, lost: 3, failure: nil)]
        edge.links = [LinkState(endpoint: "tcp://c:1", standing: "lost")]
        var coordinator = CoordinatorState()
        coordinator.rejections = ["malformed": 2]
        var state = NodeState(role: "up", name: "host", version: "1")
        (state.edge, state.coordinator) = (edge, coordinator)
        state.workers = [WorkerState(name: "w", precision: "int8", threads: 1)]
        return state
    }

    @Test func everyOutcomeHasASeriesFromTheStart() {
        let text = Exposition.text(state.metrics)
        #expect(text.contains(#"fovea_frames_total{camera="door",outcome="exited"} 4"#))
        #expect(text.contains(#"fovea_frames_total{camera="door",outcome="focused"} 0"#))
        #expect(text.contains(#"fovea_frames_total{camera="door",outcome="fallback",reason="deadline"} 3"#))
        #expect(text.contains(#"fovea_coordinator_messages_refused_total{reason="malformed"} 2"#))
        #expect(text.contains(#"fovea_sink_delivered_total{sink="home"} 5"#))
        #expect(text.contains(#"fovea_sink_waiting{sink="home"} 7"#))
        #expect(text.contains(#"fovea_sink_oldest_seconds{sink="home"} 12.5"#))
        #expect(text.contains(#"fovea_sink_up{sink="home"} 0"#))
        #expect(text.contains(#"fovea_spool_lost_total{spool="results"} 3"#))
        #expect(text.contains(#"fovea_spool_writable{spool="results"} 1"#))
        #expect(text.contains(#"fovea_link_state{node="edge",coordinator="tcp://c:1",standing="lost"} 1"#))
    }

    @Test func noFamilyIsThereTwice() {
        let names = state.metrics.map(\.name)
        #expect(Set(names).count == names.count)
    }

    @Test func theStateSurvivesJSON() throws {
        let data = try JSONEncoder().encode(state)
        let object = try JSONSerialization.jsonObject(with: data) as? [String: Any]
        #expect(object?["gear"] is NSNull)
        #expect(object?["canary"] is NSNull)
        let copy = try JSONDecoder().decode(NodeState.self, from: data)
        #expect(copy.metrics == state.metrics)
    }
}
