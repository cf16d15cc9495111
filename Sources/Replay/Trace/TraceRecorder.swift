package import Edge
import Foundation
import Images
import Synchronization

/// Writes an edge's stream into a folder, to be played again: a line a frame, and each picture once.
///
/// Told outcomes from the edge's threads; a line is written at once, so that what was recorded survives a crash.
package final class TraceRecorder: Sendable {
    private struct State {
        var lines: FileHandle
        /// The trace's name of each picture file.
        var pictures: [String: String] = [:]
        var count = 0
        var failure: ReplayError?
    }

    private let folder: String
    private let start = ContinuousClock.now
    private let state: Mutex<State>

    /// Begins a trace in a folder, which is made; it must not hold a trace.
    package init(_ folder: String) throws {
        let path = "\(folder)/\(TraceLine.fileName)"
        guard !FileManager.default.fileExists(atPath: path) else {
            throw ReplayError("\(folder): it holds a trace already; name another folder")
        }
        do {
            try FileManager.default.createDirectory(atPath: "\(folder)/pictures", withIntermediateDirectories: true)
            try Data().write(to: URL(fileURLWithPath: path))
            state = Mutex(State(lines: try FileHandle(forWritingTo: URL(fileURLWithPath: path))))
        } catch {
            throw ReplayError("\(folder): a trace cannot be written there (\(error.localizedDescription))")
        }
        self.folder = folder
    }

    /// Writes a frame's final outcome; others are left out.
    package func record(_ outcome: FrameOutcome) {
        guard let ending = outcome.outcome else { return }
        state.withLock { state in
            guard state.failure == nil else { return }
            do {
                let line = TraceLine(
                    camera: outcome.camera.name, frame: outcome.frame,
                    seconds: (outcome.scheduled - start) / .seconds(1), picture: try keep(outcome.picture, in: &state),
                    outcome: ending.name, reason: ending.reason, class: outcome.answer?.classIndex,
                    confidence: outcome.answer?.confidence, milliseconds: outcome.milliseconds
                )
                let encoder = JSONEncoder()
                encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
                try state.lines.write(contentsOf: try encoder.encode(line) + Data("\n".utf8))
            } catch {
                state.failure = ReplayError("\(folder): the trace ends early: \(error.localizedDescription)")
            }
        }
    }

    /// Ends the trace.
    ///
    /// - Throws: `ReplayError` where not all of it could be written.
    package func finish() throws {
        try state.withLock { state in
            try? state.lines.close()
            if let failure = state.failure { throw failure }
        }
    }

    /// Keeps a picture, where that was not done before, and tells its name in the trace.
    private func keep(_ picture: OfferedFrame.Picture, in state: inout State) throws -> String {
        switch picture {
        case .file(let path):
            if let name = state.pictures[path] { return name }
            let name = nextName((path as NSString).pathExtension, &state)
            // A file that cannot be read was rejected; in the trace it is one that is not there.
            try? Data(contentsOf: URL(fileURLWithPath: path)).write(to: URL(fileURLWithPath: "\(folder)/\(name)"))
            state.pictures[path] = name
            return name
        case .bytes(let bytes):
            let name = nextName(bytes.starts(with: [0x89, 0x50]) ? "png" : "jpg", &state)
            try Data(bytes).write(to: URL(fileURLWithPath: "\(folder)/\(name)"))
            return name
        case .pixels(let shared):
            let name = nextName("jpg", &state)
            var encoder = JPEGEncoder()
            let bytes = try encoder.encode(shared.picture, quality: 95)
            try Data(bytes).write(to: URL(fileURLWithPath: "\(folder)/\(name)"))
            return name
        case .glanced: throw ReplayError("a frame that was glanced at before has no picture to record")
        }
    }

    private func nextName(_ type: String, _ state: inout State) -> String {
        state.count += 1
        return "pictures/" + String(format: "%06d", state.count) + (type.isEmpty ? "" : ".\(type)")
    }
}
