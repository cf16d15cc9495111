import Foundation

/// JSON for programs: one value a line, keys in a fixed order.
enum JSONLine {
    /// Prints a value as one line and flushes, so that a reader of a pipe sees each line at once.
    static func write(_ value: some Encodable) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        var line = try encoder.encode(value)
        line.append(UInt8(ascii: "\n"))
        try FileHandle.standardOutput.write(contentsOf: line)
    }
}
