package import Spool
import Synchronization

/// The end of a frame's way: keeps results in a spool and brings them to every sink, each at its own pace. Sinks can be
/// replaced while results come.
///
/// The owner calls `stop` once, last.
package final class SinkStation: Sendable {
    /// What happens at a sink, and at which.
    package typealias Notice = @Sendable (_ sink: String, SinkDrain.Notice) -> Void

    private struct Running {
        let settings: SinkSettings
        let drain: SinkDrain
    }

    private let spool: SpoolService
    private let line: @Sendable (String) throws -> Void
    private let notice: Notice
    private let running = Mutex<[Running]>([])

    /// Takes a spool over, which has no sinks yet.
    ///
    /// - Parameters:
    ///   - line: takes lines for standard output, on a sink's thread.
    ///   - notice: told what changes at sinks, on any thread.
    package init(
        _ spool: SpoolService, line: @escaping @Sendable (String) throws -> Void, notice: @escaping Notice
    ) {
        (self.spool, self.line, self.notice) = (spool, line, notice)
    }

    /// The spool at this moment.
    package var spoolState: SpoolState { spool.state }

    /// The sinks at this moment, in their configured order.
    package var sinks: [SinkState] { running.withLock { $0 }.map(\.drain.state) }

    /// An id that no result has had.
    package func nextID() -> RecordID { spool.nextID() }

    /// Waits until every result taken so far is in the spool.
    ///
    /// - Returns: whether all of them would survive a power cut now.
    @discardableResult
    package func flush() async throws -> Bool { try await spool.flush() }

    /// Takes a result that some sink wants to be told; never waits.
    ///
    /// - Parameters:
    ///   - event: complete but for the age.
    ///   - time: when its frame was scheduled, in microseconds since 1970.
    ///   - picture: makes the bytes of the frame's picture, on the spool's thread; asked where a sink needs them.
    ///   - pictureBytes: about how many those are.
    package func take(
        _ event: ResultEvent, id: RecordID, time: Int64, pictureBytes: Int = 0,
        picture: @escaping @Sendable () -> [UInt8] = { [] }
    ) {
        let wanting = running.withLock { $0.map(\.settings) }.filter { $0.filter.admits(event) }
        guard !wanting.isEmpty else { return }
        let needsPicture = wanting.contains(where: \.needsPictures)
        spool.append(byteCount: 512 + (needsPicture ? pictureBytes : 0)) {
            SpoolRecord(id: id, time: time, body: event.json(), attachment: needsPicture ? picture() : [])
        }
    }

    /// Runs exactly these sinks from now on: those that are configured as before go on, those that changed go on where they
    /// stopped. Called by one task at a time.
    ///
    /// - Throws: what the first sink throws that cannot be made, and then nothing has changed; or that cannot begin, and
    ///   then those before it run.
    package func replace(with settings: [SinkSettings]) async throws {
        let before = running.withLock { $0 }
        // Made first, so that one that cannot be made costs nothing.
        var made: [String: any Sink] = [:]
        do {
            for setting in settings where !before.contains(where: { $0.settings == setting }) {
                made[setting.name] = try await setting.make(line: line)
            }
        } catch {
            for sink in made.values { await sink.stop() }
            throw error
        }
        for old in before where !settings.contains(old.settings) { await old.drain.stop() }
        var after: [Running] = []
        // Also where one cannot begin, the station knows which run.
        defer { running.withLock { [after] in $0 = after } }
        for setting in settings {
            if let same = before.first(where: { $0.settings == setting }) {
                after.append(same)
            } else if let sink = made[setting.name] {
                let drain = try await SinkDrain(
                    setting.name, sink, filter: setting.filter,
                    policy: DeliveryPolicy(seed: .random(in: 0...UInt64.max)),
                    spool: spool
                ) { [notice] in notice(setting.name, $0) }
                after.append(Running(settings: setting, drain: drain))
            }
        }
    }

    /// Writes what was taken to the spool, delivers what can be delivered in time, and ends.
    package func stop(within bound: Duration = .seconds(2)) async {
        _ = try? await spool.flush()
        let drains = running.withLock { $0.map(\.drain) }
        await withDiscardingTaskGroup { group in
            for drain in drains { group.addTask { await drain.stop(within: bound) } }
        }
        await spool.stop()
    }
}
