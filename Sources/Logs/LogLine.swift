import Foundation
import Logging

/// One line of the log as it is written.
struct LogLine: Encodable {
    let time: String
    let level: String
    let message: String
    let node: String
    let about: [String: String]

    private struct Key: CodingKey {
        let stringValue: String
        let intValue: Int? = nil

        init(stringValue: String) { self.stringValue = stringValue }
        init?(intValue: Int) { nil }
    }

    /// One flat object: what the line is about stands beside its time.
    func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: Key.self)
        for (name, value) in about { try container.encode(value, forKey: Key(stringValue: name)) }
        try container.encode(time, forKey: Key(stringValue: "time"))
        try container.encode(level, forKey: Key(stringValue: "level"))
        try container.encode(message, forKey: Key(stringValue: "message"))
        try container.encode(node, forKey: Key(stringValue: "node"))
    }

    /// The line without its end.
    func text(_ format: LogFormat) -> String {
        switch format {
        case .text:
            let about = about.sorted { $0.key < $1.key }.map { " \($0.key)=\(Self.quoted($0.value))" }.joined()
            return "\(time) \(level) \(node): \(message)\(about)"
        case .json:
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
            return (try? encoder.encode(self)).map { String(decoding: $0, as: UTF8.self) } ?? message
        }
    }

    /// Text with spaces or quotes in quotes, so that each value has an end.
    private static func quoted(_ value: String) -> String {
        value.contains { $0 == " " || $0 == "\"" || $0 == "=" } ? "\"\(value.replacing("\"", with: "\\\""))\"" : value
    }
}
