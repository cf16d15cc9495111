import Edge
import Foundation
import Synchronization

/// A file with a line of JSON for each final outcome, in the order in which frames end.
package final class FrameLog: Sendable {
    private struct Line: Encodable {
        let camera: String
        let frame: UInt64
        let seconds: Double
        let outcome: String
        let reason: String?
        let `class`: Int?
        let label: Int?
        let worker: String?
        let gear: Int?
        let milliseconds: Double
    }

    private let path: String
    private let file: Mutex<(handle: FileHandle, failure: ReplayError?)>

    /// Begins a file, or throws where it cannot be written.
    package init(_ path: String) throws {
        do {
            try Data().write(to: URL(fileURLWithPath: path))
            file = Mutex((try FileHandle(forWritingTo: URL(fileURLWithPath: path)), nil))
        } catch {
            throw ReplayError("\(path): it cannot be written; name another file with --frames")
        }
        self.path = path
    }

    /// Writes a line; `time` is when the frame was due, counted from the start.
    func write(_ outcome: FrameOutcome, label: Int?, due time: Duration) {
        guard let ending = outcome.outcome else { return }
        let line = Line(
            camera: outcome.camera.name, frame: outcome.frame, seconds: time / .seconds(1), outcome: ending.name,
            reason: ending.reason, class: outcome.answer?.classIndex, label: label, worker: outcome.worker,
            gear: outcome.gear,
            milliseconds: outcome.milliseconds
        )
        file.withLock { file in
            guard file.failure == nil else { return }
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
            do { try file.handle.write(contentsOf: try encoder.encode(line) + Data("\n".utf8)) } catch {
                file.failure = ReplayError("\(path): it takes no more: \(error.localizedDescription)")
            }
        }
    }

    /// Ends the file.
    ///
    /// - Throws: `ReplayError` where not all of it could be written.
    package func finish() throws {
        if let failure = file.withLock({ $0.failure }) { throw failure }
    }
}
