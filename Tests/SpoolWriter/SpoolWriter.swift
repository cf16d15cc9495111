import Glibc
import Spool

/// Writes numbered records to a spool as fast as it goes, until it is killed; says of each, once it is acknowledged,
/// `safe NUMBER ID`. Beside that a reader takes records, and says `read NUMBER ID` before it acknowledges them.
///
/// Arguments: the folder, and the first number.
@main
enum SpoolWriter {
    static func main() async throws {
        guard CommandLine.arguments.count == 3, let first = UInt64(CommandLine.arguments[2]) else { exit(2) }
        var limits = SpoolLimits(bytes: 64 << 20)
        limits.segmentBytes = 16_384
        let spool = try await SpoolService(CommandLine.arguments[1], limits: limits)
        try await spool.addReader("kept")
        try await spool.addReader("taken")
        let reading = Task {
            while let entries = try? await spool.next("taken", count: 7), let last = entries.last {
                for entry in entries { say("read", text(entry.record.body), entry.record.id) }
                spool.acknowledge("taken", through: last.position)
            }
        }
        var number = first
        while true {
            var written: [(UInt64, RecordID)] = []
            for _ in 0..<(1 + number % 9) {
                let id = spool.nextID()
                let body = Array("\(number)".utf8)
                let attachment = [UInt8](repeating: 7, count: Int(number * 37 % 2000))
                spool.append { SpoolRecord(id: id, time: 0, body: body, attachment: attachment) }
                written.append((number, id))
                number += 1
            }
            guard try await spool.flush() else { break }
            for (number, id) in written { say("safe", "\(number)", id) }
        }
        reading.cancel()
    }

    private static func text(_ bytes: [UInt8]) -> String { String(decoding: bytes, as: UTF8.self) }

    /// One line, whole, at once.
    private static func say(_ what: String, _ number: String, _ id: RecordID) {
        let line = Array("\(what) \(number) \(id)\n".utf8)
        // Nobody reads any more: whoever started it has gone.
        guard write(STDOUT_FILENO, line, line.count) == line.count else { exit(0) }
    }
}
