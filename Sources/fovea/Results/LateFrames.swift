import BundledModel
import Edge
import Foundation
import Logging
import Sinks
import Spool

/// Keeps the hard frames that no worker answered, and asks again, in their order, when a coordinator is there: one at a
/// time, so that the frames of the moment come first.
final class LateFrames: Sendable {
    private static let reader = "focus"

    private let spool: SpoolService
    private let station: SinkStation
    private let table: ClassTable
    private let log: Logger

    /// Opens the frames' spool.
    init(_ folder: String, bytes: Int, station: SinkStation, table: ClassTable, log: Logger) async throws {
        var limits = SpoolLimits(bytes: bytes)
        limits.memoryBytes = 64 << 20
        spool = try await SpoolService(folder, limits: limits)
        try await spool.addReader(Self.reader)
        (self.station, self.table, self.log) = (station, table, log)
    }

    /// The frames' spool at this moment.
    var spoolState: SpoolState { spool.state }

    /// Keeps a frame with what is about to be said of it; never waits.
    ///
    /// - Parameter then: told when the frame is safe, with the id that its late answer will have; with nil where it could
    ///   not be kept. On a thread of the spool, or at once.
    func keep(
        _ picture: OfferedFrame.Picture, _ event: ResultEvent, time: Date, then: @escaping @Sendable (RecordID?) -> Void
    ) {
        let id = spool.nextID()
        spool.append(byteCount: picture.fileByteCount, then: { then($0 ? id : nil) }) {
            let bytes = picture.fileBytes
            guard !bytes.isEmpty else { return nil }
            return SpoolRecord(id: id, time: time.microseconds, body: event.json(), attachment: bytes)
        }
    }

    /// Asks until the task is cancelled.
    func run(_ edge: EdgeNode) async {
        while !Task.isCancelled, let entry = try? await spool.next(Self.reader, count: 1).first {
            guard edge.forwarding?.reasonToStay == nil, edge.forwarding?.isServed == true else {
                guard (try? await Task.sleep(for: .milliseconds(250))) != nil else { return }
                continue
            }
            guard let event = ResultEvent(json: entry.record.body), let camera = try? Camera(event.camera) else {
                spool.acknowledge(Self.reader, through: entry.position)
                continue
            }
            let frame = OfferedFrame(camera: camera, number: event.frame, picture: .bytes(entry.record.attachment))
            guard let outcome = try? await edge.answerLate(frame), !Task.isCancelled else { return }
            if outcome.isWorthAskingLater {
                guard (try? await Task.sleep(for: .seconds(1))) != nil else { return }
                continue
            }
            await answer(entry, event, outcome)
        }
    }

    /// Closes the spool; what was not answered waits there.
    func stop() async {
        await spool.stop()
    }

    private func answer(_ entry: SpoolEntry, _ event: ResultEvent, _ outcome: FrameOutcome) async {
        let record = entry.record
        let time = Date(timeIntervalSince1970: Double(record.time) / 1_000_000)
        var late = ResultEvent(outcome, id: record.id, time: time, table: table)
        late.corrects = event.id
        late.milliseconds = record.age(at: Date.now.microseconds) * 1000
        station.take(
            late, id: record.id, time: record.time, pictureBytes: record.attachment.count
        ) { record.attachment }
        // The answer is safe before the question is forgotten; a crash between costs a repeat under the same id.
        guard (try? await station.flush()) != nil else { return }
        spool.acknowledge(Self.reader, through: entry.position)
    }
}
