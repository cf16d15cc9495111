import BundledModel
import Deployment
import Edge
import Foundation
import Logging
import Sinks
import Spool
import Synchronization
import UnixSignals
import Watching

/// Where an edge's outcomes go: through a spool to the sinks of its configuration, which may change while it runs.
///
/// The owner calls `begin` once, when the edge runs, and `stop` once, when it has ended.
final class EdgeResults: Sendable {
    private let role: DeploymentConfiguration.Role
    private let file: ConfigurationFile
    private let station: SinkStation
    private let late: LateFrames?
    private let table: ClassTable
    private let log: Logger
    private let configuration: Mutex<DeploymentConfiguration>
    private let tasks = Mutex<[Task<Void, Never>]>([])

    /// Opens the spool and the sinks of a configuration.
    ///
    /// - Throws: `ConfigurationError`, and what spool and sinks throw that cannot be used.
    init(_ file: ConfigurationFile, role: DeploymentConfiguration.Role, table: ClassTable, log: Logger) async throws {
        let configuration = try file.read()
        let settings = configuration.spool
        let spool = try await SpoolService(
            settings.folder.map { "\($0)/results" }, limits: SpoolLimits(bytes: settings.bytes))
        if spool.state.tornBytes > 0 {
            log.notice(
                "the spool was cut off in the middle of a record", metadata: ["bytes": "\(spool.state.tornBytes)"])
        }
        station = SinkStation(spool) {
            try Output.line($0)
        } notice: { sink, notice in
            let about: Logger.Metadata = ["sink": "\(sink)"]
            switch notice {
            case .down(let reason): log.warning("the sink takes nothing, its results wait: \(reason)", metadata: about)
            case .isUp: log.notice("the sink takes results again", metadata: about)
            case .refused(let id, let reason): log.error("the sink refused \(id): \(reason)", metadata: about)
            }
        }
        (self.role, self.file, self.table, self.log) = (role, file, table, log)
        self.configuration = Mutex(configuration)
        do {
            try await station.replace(with: configuration.sinks)
            if let folder = settings.folder, let bytes = settings.hardFrameBytes {
                late = try await LateFrames("\(folder)/frames", bytes: bytes, station: station, table: table, log: log)
            } else {
                late = nil
            }
        } catch {
            await station.stop(within: .zero)
            throw error
        }
    }

    /// Takes an outcome, on whichever thread brings it.
    func take(_ outcome: FrameOutcome) {
        let id = station.nextID()
        let time = outcome.scheduledTime
        let event = ResultEvent(outcome, id: id, time: time, table: table)
        let picture = outcome.picture
        guard let late, outcome.isWorthAskingLater else {
            return tell(event, id: id, time: time, picture, awaits: nil)
        }
        // Nobody is promised a late answer to a frame that the next power cut would take.
        late.keep(picture, event, time: time) { self.tell(event, id: id, time: time, picture, awaits: $0) }
    }

    private func tell(
        _ event: ResultEvent, id: RecordID, time: Date, _ picture: OfferedFrame.Picture, awaits: RecordID?
    ) {
        var event = event
        event.awaits = awaits?.description
        station.take(event, id: id, time: time.microseconds, pictureBytes: picture.fileByteCount) { picture.fileBytes }
    }

    /// Begins to ask again about hard frames, and to follow SIGHUP.
    func begin(_ edge: EdgeNode) {
        let reload = Task { [self] in
            for await _ in await UnixSignalsSequence(trapping: .sighup) { await self.reload(edge) }
        }
        tasks.withLock { $0.append(reload) }
        if let late { tasks.withLock { $0.append(Task { await late.run(edge) }) } }
    }

    /// Delivers what can be delivered at once, leaves the rest to the next start, and ends.
    func stop() async {
        let tasks = tasks.withLock { $0 }
        for task in tasks { task.cancel() }
        for task in tasks { await task.value }
        await late?.stop()
        await station.stop()
    }

    /// What readers of state and metrics are told.
    func publish(in state: inout EdgeState) {
        state.sinks = station.sinks.map {
            EdgeState.Sink(
                name: $0.name, delivered: $0.delivered, refused: $0.refused, failures: $0.failures,
                waiting: Int($0.waiting), oldest: $0.oldest ?? 0, missed: Int($0.missed), obstacle: $0.obstacle)
        }
        let (results, frames) = (station.spoolState, late?.spoolState)
        state.spools = [EdgeState.Spool(name: "results", results)] + (frames.map { [.init(name: "frames", $0)] } ?? [])
    }

    /// Takes over what a running edge can, and says what it cannot. A file that cannot be used changes nothing.
    private func reload(_ edge: EdgeNode) async {
        let old = configuration.withLock { $0 }
        do {
            let new = try file.read()
            let plan = ReloadPlan(from: old, to: new, role: role)
            if plan.replacesSinks { try await station.replace(with: new.sinks) }
            if let threshold = plan.threshold { edge.threshold = threshold }
            configuration.withLock { $0 = new }
            log.notice("the configuration was read again", metadata: ["file": "\(file.path)"])
            for flag in plan.laterFlags { log.warning("\(flag) changes at the next start") }
        } catch {
            log.error("the configuration stays as it was: \(error)", metadata: ["file": "\(file.path)"])
        }
    }
}

extension EdgeState.Spool {
    /// A spool's state.
    init(name: String, _ state: SpoolState) {
        self.init(
            name: name, bytes: state.byteCount, memoryBytes: state.memoryBytes, lost: Int(state.lost),
            failure: state.failure?.description)
    }
}
