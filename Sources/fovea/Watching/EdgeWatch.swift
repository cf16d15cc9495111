import BundledModel
import Cameras
import Edge
import Foundation
import LFViT
import Logging
import Metrics
import Pages
import Synchronization
import Traces
import Watching
import Wire

/// Watches an edge's outcomes as they come: latencies, station times, the wall, spans, the log.
final class EdgeWatch: Sendable {
    private struct Seen {
        var latency = Dictionary(uniqueKeysWithValues: CameraState.outcomeNames.map { ($0, Histogram.seconds) })
        var stations = Station.allCases.map { _ in Histogram.seconds }
        var stall = StallClock()
        var cameras: [CameraReader] = []
    }

    /// The stations of a frame's way, in order.
    private enum Station: Int, CaseIterable {
        case waiting, decoding, localization, encoding, transport, queueing, batching, unpacking, focus

        private static let names = allCases.map { "\($0)" }
        /// Its name in metrics and traces; made once, for asking a case for it takes as long as writing a span does.
        var name: String { Self.names[rawValue] }
    }

    private let seen = Mutex(Seen())
    private let settings: EdgeSettings
    private let payload: String
    private let table: ClassTable
    private let wall: Wall
    private let log: Logger
    private let record: (@Sendable (Span) -> Void)?
    /// The model on trial; nil where there is none.
    let canary: CanaryEdge?
    private let results: EdgeResults?

    init(
        _ settings: EdgeSettings, payload: String, table: ClassTable, watch: NodeWatch, canary: CanaryEdge? = nil,
        results: EdgeResults? = nil
    ) {
        (self.canary, self.results) = (canary, results)
        (self.settings, self.payload, self.table) = (settings, payload, table)
        (wall, log, record) = (watch.wall, watch.log, watch.record)
    }

    /// Takes an outcome, on whichever thread brings it.
    func take(_ outcome: FrameOutcome) {
        guard let ending = outcome.outcome else { return }
        let times = Self.times(of: outcome)
        seen.withLock { seen in
            seen.latency[ending.name]?.record(outcome.elapsed)
            for (station, time) in times { seen.stations[station.rawValue].record(time) }
        }
        if let frame = WallFrame(outcome, table) { wall.hang(frame) }
        if let record { trace(outcome, times, record) }
        let level: Logger.Level =
            switch ending {
            case .rejected: .warning
            case .fallback, .dropped: .info
            case .exited, .focused: .debug
            }
        log.log(
            level: level, "\(ending.name)",
            metadata: [
                "camera": "\(outcome.camera)", "frame": "\(outcome.frame)", "reason": "\(ending.reason ?? "-")",
                "request": "\(outcome.result?.id.description ?? "-")", "ms": "\(Int(outcome.milliseconds.rounded()))",
            ])
    }

    /// Tells of these cameras' streams from now on.
    func follow(_ cameras: [CameraReader]) {
        seen.withLock { $0.cameras = cameras }
    }

    /// How long frames have waited for a glance while none was made.
    func stalled(_ edge: EdgeNode) -> Duration {
        let waiting = edge.account.inFlight - (edge.forwarding?.inFlight ?? 0)
        return seen.withLock { $0.stall.observe(done: edge.glances, waiting: waiting, at: .now) }
    }

    /// The edge at this moment.
    func state(of edge: EdgeNode) -> EdgeState {
        var state = EdgeState(
            threshold: edge.threshold, payload: payload, budget: settings.budget / .seconds(1))
        results?.publish(in: &state)
        let seen = seen.withLock { $0 }
        state.cameras = cameras(of: edge, seen.cameras)
        state.latency = seen.latency
        state.stations = Station.allCases.map { .init(name: $0.name, durations: seen.stations[$0.rawValue]) }
        guard let forwarding = edge.forwarding else { return state }
        state.links = forwarding.coordinators.map { LinkState(endpoint: $0.endpoint, standing: $0.standing.name) }
        state.payload = forwarding.payload.name
        let counters = forwarding.counters
        state.held = forwarding.inFlight
        state.resent = counters.resent
        state.surplusAnswers = counters.late + counters.duplicate + counters.unknown
        state.unusableMessages = forwarding.unusableMessages
        return state
    }

    /// The cameras by name: those that have offered frames, and those that are read.
    private func cameras(of edge: EdgeNode, _ readers: [CameraReader]) -> [CameraState] {
        var tallies = edge.account.cameras
        let courses = Dictionary(uniqueKeysWithValues: readers.map { ($0.camera, $0.course) })
        for camera in courses.keys { tallies[camera] = tallies[camera] ?? Tally() }
        return tallies.sorted { $0.key < $1.key }.map { camera, tally in
            var state = CameraState(camera.name, tally)
            state.stream = courses[camera].map { StreamState($0, at: .now) }
            return state
        }
    }

    /// The stations that the frame came through; transport is what the others leave of a focused frame's time.
    private static func times(of outcome: FrameOutcome) -> [(Station, Duration)] {
        guard let glance = outcome.times else { return [] }
        var times: [(Station, Duration)] = [
            (.waiting, glance.waiting), (.decoding, glance.decoding), (.localization, glance.localization),
        ]
        guard outcome.outcome != .exited else { return times }
        if glance.encoding > .zero { times.append((.encoding, glance.encoding)) }
        guard let worker = outcome.result?.times else { return times }
        let away = worker.queued + worker.batching + worker.decoding + worker.compute
        let here = glance.waiting + glance.decoding + glance.localization + glance.encoding
        times += [
            (.transport, max(.zero, outcome.elapsed - here - away)), (.queueing, worker.queued),
            (.batching, worker.batching), (.unpacking, worker.decoding), (.focus, worker.compute),
        ]
        return times
    }

    /// The edge's own stations; coordinator and worker write theirs.
    private func trace(
        _ outcome: FrameOutcome, _ times: [(Station, Duration)], _ record: (Span) -> Void
    ) {
        var start = outcome.scheduled
        let request = outcome.result?.id.description
        for (station, time) in times where station.rawValue <= Station.encoding.rawValue {
            record(span(station.name, of: outcome, request, start, time))
            start += time
        }
        guard outcome.result != nil else { return }
        record(span("remote", of: outcome, request, start, outcome.scheduled + outcome.elapsed - start))
    }

    private func span(
        _ station: String, of outcome: FrameOutcome, _ request: String?, _ start: ContinuousClock.Instant,
        _ duration: Duration
    ) -> Span {
        Span(
            station, request: request, camera: outcome.camera.name, frame: outcome.frame,
            start: start, duration: duration)
    }
}
