import BundledModel
import Edge
import Foundation
import Images
import Sinks
import Spool
import Wire

extension ResultEvent {
    /// What an outcome says to sinks.
    init(_ outcome: FrameOutcome, id: RecordID, time: Date, table: ClassTable) {
        self.init(
            id: id.description, time: time, camera: outcome.camera.name, frame: outcome.frame,
            milliseconds: outcome.milliseconds)
        self.outcome = outcome.outcome?.name
        reason = outcome.outcome?.reason
        `class` = outcome.answer?.classIndex
        label = outcome.answer.map { table.label($0.classIndex) }
        confidence = outcome.answer?.confidence
        (final, provisional) = (outcome.isFinal, outcome.isProvisional)
        (worker, gear, detail) = (outcome.worker, outcome.gear, outcome.detail)
    }
}

extension FrameOutcome {
    /// When its frame was scheduled, by the wall clock.
    var scheduledTime: Date { Date.now - (ContinuousClock.now - scheduled) / .seconds(1) }

    /// What coordinators and workers say when it is not the frame's fault.
    private static let passing: Set<FailureCode> = [
        .deadlinePassed, .budgetTooShort, .noWorkers, .overloaded, .workerLost, .cancelled, .draining,
    ]

    /// Whether workers may answer it yet: it was the link or the pool that failed, not the frame.
    var isWorthAskingLater: Bool {
        guard case .fallback(let reason) = outcome else { return false }
        return switch reason {
        case .saturated, .deadline, .coordinatorLost, .stopping: true
        case .failed(let code): Self.passing.contains(code)
        case .noCoordinator, .refused, .unusableAnswer, .notEncoded: false
        }
    }
}

extension OfferedFrame.Picture {
    /// The bytes of its file; none where there is no such file any more.
    var fileBytes: [UInt8] {
        switch self {
        case .bytes(let bytes): bytes
        case .file(let path): (try? Data(contentsOf: URL(filePath: path))).map(Array.init) ?? []
        case .pixels(let shared):
            {
                var encoder = JPEGEncoder()
                return (try? encoder.encode(shared.picture, quality: 95)) ?? []
            }()
        case .glanced: []
        }
    }

    /// About how much memory those take.
    var fileByteCount: Int {
        switch self {
        case .bytes(let bytes): bytes.count
        case .file: 200_000
        case .pixels(let shared): shared.byteCount
        case .glanced: 0
        }
    }
}

extension Date {
    /// Microseconds since 1970, as spools count time.
    var microseconds: Int64 { Int64(timeIntervalSince1970 * 1_000_000) }
}
