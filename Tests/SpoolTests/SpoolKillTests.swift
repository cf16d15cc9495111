import Foundation
import Glibc
import PeerSupport
import Randomness
import Testing

@testable import Spool

/// A process that writes and reads a spool is killed at random moments and started again.
@Suite(.timeLimit(.minutes(5))) struct SpoolKillTests {
    /// What the writer said in all its lives: ids by number.
    private struct Said {
        var safe: [UInt64: Set<String>] = [:]
        var read: [UInt64: Set<String>] = [:]

        mutating func take(_ line: Substring) {
            let words = line.split(separator: " ").map { String($0) }
            guard words.count == 3, let number = UInt64(words[1]) else { return }
            if words[0] == "safe" { safe[number, default: []].insert(words[2]) }
            if words[0] == "read" { read[number, default: []].insert(words[2]) }
        }
    }

    private static var writer: URL {
        URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath().deletingLastPathComponent()
            .appending(path: "fovea-spool-writer")
    }

    /// Starts the writer, waits until it has said so many lines, kills it, and takes all that it had said until then.
    private func life(_ folder: String, from first: UInt64, lines: Int, _ said: inout Said) async throws {
        let path = folder + ".said"
        let process = try ChildProcess(Self.writer.path, [folder, "\(first)"], output: path)
        while process.isRunning, try Data(contentsOf: URL(filePath: path)).count(where: { $0 == 10 }) < lines {
            await Task.yield()
        }
        #expect(await process.kill() == -SIGKILL, "the writer ended by itself")
        for line in try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n") { said.take(line) }
    }

    @Test func nothingAcknowledgedIsLostAndRepeatsCarryTheSameID() async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "fovea-kill-\(UUID().uuidString)").path
        var generator = SeededGenerator(seed: 12)
        var said = Said()
        for _ in 0..<25 {
            // Behind every number that an earlier life may have used.
            let first = (said.safe.keys.max() ?? 0) + 100
            try await life(folder, from: first, lines: Int.random(in: 1...150, using: &generator), &said)
        }
        #expect(said.safe.count > 500)
        let spool = try await SpoolService(folder)
        try await spool.addReader("kept")
        try await spool.addReader("taken")
        let kept = try await rest("kept", spool)
        for (number, ids) in said.safe {
            #expect(
                ids.count == 1 && kept[number] == ids, "acknowledged: \(number) as \(ids), found \(kept[number] ?? [])")
        }
        // The other reader has everything too: read by it in some life, or still waiting, always under one id.
        let left = try await rest("taken", spool)
        for (number, ids) in said.safe {
            let seen = said.read[number, default: []].union(left[number, default: []])
            #expect(seen == ids, "read: \(number) as \(seen), acknowledged as \(ids)")
        }
        await spool.stop()
        for path in [folder, folder + ".said"] { try FileManager.default.removeItem(atPath: path) }
    }

    /// What waits for a reader, in order and without repeats.
    private func rest(_ reader: String, _ spool: SpoolService) async throws -> [UInt64: Set<String>] {
        var found: [UInt64: Set<String>] = [:]
        var last: UInt64 = 0
        while spool.state.readers.contains(where: { $0.name == reader && $0.waiting > 0 }) {
            let entries = try await spool.next(reader, count: 100)
            for entry in entries {
                let number = try #require(UInt64(String(decoding: entry.record.body, as: UTF8.self)))
                #expect(number > last)
                last = number
                found[number, default: []].insert(entry.record.id.description)
            }
            if let position = entries.last?.position { spool.acknowledge(reader, through: position) }
            _ = try await spool.flush()
        }
        return found
    }

    @Test(.enabled("needs strace, and leave to use it", canTrace))
    func theSystemSeesASyncBeforeEveryAcknowledgement() async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "fovea-strace-\(UUID().uuidString)").path
        // Every write of the writer's is one call, so the order of calls is the order of events.
        let process = try ChildProcess(
            "/bin/bash",
            [
                "-c",
                """
                strace -f -qq -e trace=pwrite64,fdatasync,write -e signal=none -s 64 -o '\(folder).log' \
                  '\(Self.writer.path)' '\(folder)' 1 | head -n 200 > /dev/null
                """,
            ])
        _ = await process.end()
        defer { try? FileManager.default.removeItem(atPath: folder) }
        defer { try? FileManager.default.removeItem(atPath: "\(folder).log") }
        var unsynced = 0
        var acknowledgements = 0
        for line in try String(contentsOfFile: "\(folder).log", encoding: .utf8).split(separator: "\n") {
            // Records are larger than cursors, which need not be waited for.
            if line.contains("pwrite64("), !line.contains(", 20, ") { unsynced += 1 }
            if line.contains("fdatasync") && line.hasSuffix("= 0") { unsynced = 0 }
            if line.contains("write(1, \"safe ") {
                acknowledgements += 1
                #expect(unsynced == 0, "\(line)")
            }
        }
        #expect(acknowledgements > 50)
    }
}

/// Whether strace is here and may trace.
private func canTrace() async -> Bool {
    await (try? ChildProcess("/bin/bash", ["-c", "strace -qq -o /dev/null true"]))?.end() == 0
}
