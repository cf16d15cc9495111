import Foundation
import Synchronization
import Testing

@testable import Sinks

struct JSONLinesTests {
    @Test func eachResultIsALineWithItsAge() async throws {
        let path = try temporaryFolder() + "/results.jsonl"
        let sink = try await JSONLinesSink(file: path, bytes: 1 << 20, keep: 3)
        let results = (1...3).map { ResultEvent.test($0).delivered(age: 2.5) }
        #expect(await sink.deliver(results) == .delivered)
        await sink.stop()
        let events = lines(path).compactMap { ResultEvent(json: Array($0.utf8)) }
        #expect(events.map(\.frame) == [1, 2, 3])
        #expect(events.allSatisfy { $0.age == 2.5 })
    }

    @Test func aFullFileIsNumberedAndTheOldestGoes() async throws {
        let path = try temporaryFolder() + "/results.jsonl"
        let line = ResultEvent.test(1).delivered().event.json().count + 1
        let sink = try await JSONLinesSink(file: path, bytes: 2 * line, keep: 2)
        for frame in UInt64(1)...9 { #expect(await sink.deliver([ResultEvent.test(frame).delivered()]) == .delivered) }
        await sink.stop()
        let files = try FileManager.default.contentsOfDirectory(atPath: (path as NSString).deletingLastPathComponent)
        #expect(files.sorted() == ["results.jsonl", "results.jsonl.1", "results.jsonl.2"])
        let frames = [path + ".2", path + ".1", path].flatMap(lines).compactMap {
            ResultEvent(json: Array($0.utf8))?.frame
        }
        #expect(frames == [5, 6, 7, 8, 9])
    }

    @Test func aLineThatACrashCutIsMended() async throws {
        let path = try temporaryFolder() + "/results.jsonl"
        try Data("{\"whole\":1}\n{\"cut".utf8).write(to: URL(filePath: path))
        let sink = try await JSONLinesSink(file: path, bytes: 1 << 20, keep: 3)
        #expect(await sink.deliver([ResultEvent.test(1).delivered()]) == .delivered)
        await sink.stop()
        #expect(lines(path).count == 2 && lines(path)[0] == "{\"whole\":1}")
    }

    @Test func aFolderThatIsMissingIsNamedUntilItIsThere() async throws {
        let folder = try temporaryFolder() + "/later"
        let sink = try await JSONLinesSink(file: folder + "/results.jsonl", bytes: 1 << 20, keep: 3)
        let results = [ResultEvent.test(1).delivered()]
        #expect(
            await sink.deliver(results)
                == .failed(after: 0, reason: "\(folder)/results.jsonl: open: No such file or directory"))
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: false)
        #expect(await sink.deliver(results) == .delivered)
        await sink.stop()
        #expect(lines(folder + "/results.jsonl").count == 1)
    }

    @Test func linesGoWhereTheyAreTaken() async throws {
        let taken = Mutex<[String]>([])
        let keep: @Sendable (String) -> Void = { line in taken.withLock { $0.append(line) } }
        let sink = try await JSONLinesSink(keep)
        #expect(await sink.deliver([ResultEvent.test(4).delivered()]) == .delivered)
        await sink.stop()
        #expect(taken.withLock { $0.map { ResultEvent(json: Array($0.utf8))?.frame } } == [4])
    }
}
