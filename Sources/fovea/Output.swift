import Foundation

/// What the commands write, line by line: each reaches the reader of a pipe at once, and one that cannot be written (a
/// full disk) ends the command instead of going missing.
enum Output {
    /// Writes a line to standard output.
    static func line(_ text: String) throws(OutputError) {
        let line = Array("\(text)\n".utf8)
        var written = 0
        while written < line.count {
            let count = line[written...].withUnsafeBytes { write(STDOUT_FILENO, $0.baseAddress, $0.count) }
            if count < 0, errno != EINTR { throw OutputError(code: errno) }
            written += max(0, count)
        }
    }

    /// Writes a value as one line of JSON, its keys in a fixed order.
    static func json(_ value: some Encodable) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        try line(String(decoding: encoder.encode(value), as: UTF8.self))
    }

    /// Writes a line about something that failed to standard error.
    static func problem(_ text: String) {
        // Where even standard error is closed there is nobody left to tell.
        try? FileHandle.standardError.write(contentsOf: Data("\(text)\n".utf8))
    }
}

/// Standard output that takes no more.
struct OutputError: Error, CustomStringConvertible {
    /// The error number of `write`.
    let code: Int32

    /// Whether the reader of a pipe has gone, as `head` does: it has all it wanted.
    var isClosedPipe: Bool { code == EPIPE }

    /// One line for people.
    var description: String { "standard output cannot be written: \(String(cString: strerror(code)))" }
}
