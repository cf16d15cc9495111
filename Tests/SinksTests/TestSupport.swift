import Foundation
import Synchronization

@testable import Sinks
@testable import Spool

/// A sink whose every delivery ends as a test says, and that remembers what it was given.
final class ScriptedSink: Sink {
    private struct State {
        var script: [Delivery] = []
        var batches: [[String]] = []
        var events: [ResultEvent] = []
    }

    private let state: Mutex<State>
    private let heard: AsyncStream<Void>
    private let hears: AsyncStream<Void>.Continuation

    /// - Parameter script: how the first deliveries end; further ones succeed.
    init(_ script: [Delivery] = []) {
        state = Mutex(State(script: script))
        (heard, hears) = AsyncStream.makeStream()
    }

    var batches: [[String]] { state.withLock { $0.batches } }
    var events: [ResultEvent] { state.withLock { $0.events } }

    func deliver(_ results: [DeliveredResult]) async -> Delivery {
        defer { hears.yield() }
        return state.withLock { state in
            state.batches.append(results.map { "\($0.event.frame)" })
            state.events += results.map(\.event)
            return state.script.isEmpty ? .delivered : state.script.removeFirst()
        }
    }

    /// Waits until something was delivered so often. For one caller.
    func deliveries(_ count: Int) async {
        for await _ in heard.prefix(count) {}
    }
}

extension ResultEvent {
    /// A result of a camera.
    static func test(_ frame: UInt64, label: String = "cat", outcome: String? = "focused") -> ResultEvent {
        var event = ResultEvent(
            id: RecordID(incarnation: 1, sequence: frame).description, time: Date(timeIntervalSince1970: 1000),
            camera: "gate", frame: frame, milliseconds: 12)
        (event.label, event.class, event.confidence) = (label, 281, 0.75)
        (event.outcome, event.final) = (outcome, outcome != nil)
        return event
    }

    /// As a sink gets it.
    func delivered(picture: [UInt8] = [], age: Double = 0) -> DeliveredResult {
        let record = SpoolRecord(
            id: RecordID(id) ?? RecordID(incarnation: 1, sequence: 1), time: 0, body: json(), attachment: picture)
        let entry = SpoolEntry(position: frame, record: record)
        guard let result = DeliveredResult(entry, now: Int64(age * 1_000_000)) else {
            preconditionFailure("unreadable")
        }
        return result
    }
}

extension SpoolService {
    /// Takes a result.
    func append(_ event: ResultEvent, picture: [UInt8] = []) {
        append {
            SpoolRecord(
                id: RecordID(event.id) ?? RecordID(incarnation: 1, sequence: 1), time: 1_000_000_000,
                body: event.json(), attachment: picture)
        }
    }
}

/// A folder of a test's own.
func temporaryFolder() throws -> String {
    let folder = FileManager.default.temporaryDirectory.appending(path: "fovea-sinks-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    return folder.path
}

/// The lines of a file; none where there is none.
func lines(_ path: String) -> [String] {
    ((try? String(contentsOfFile: path, encoding: .utf8)) ?? "").split(separator: "\n").map(String.init)
}
