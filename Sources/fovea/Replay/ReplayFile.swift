import Foundation
import Replay

/// Reports on disk.
enum ReplayFile {
    /// Writes a report for programs.
    static func write(_ report: ReplayReport, to path: String) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .prettyPrinted, .withoutEscapingSlashes]
        try write(try encoder.encode(report), to: path, naming: "--report")
    }

    /// Writes bytes where `flag` asked for them.
    static func write(_ bytes: Data, to path: String, naming flag: String) throws {
        do { try bytes.write(to: URL(fileURLWithPath: path)) } catch {
            throw ReplayFileError(description: "\(path): the report cannot be written; name another file with \(flag)")
        }
    }

    /// Reads a report that `write` made.
    static func read(_ path: String) throws -> ReplayReport {
        do {
            return try JSONDecoder().decode(ReplayReport.self, from: try Data(contentsOf: URL(fileURLWithPath: path)))
        } catch is DecodingError {
            throw ReplayFileError(description: "\(path) is no report of `fovea replay --report`")
        } catch {
            throw ReplayFileError(description: "\(path) cannot be read; name a file that `fovea replay --report` wrote")
        }
    }
}

/// A report that cannot be read or written.
struct ReplayFileError: Error, CustomStringConvertible {
    let description: String
}
