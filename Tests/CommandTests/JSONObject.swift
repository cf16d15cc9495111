import Foundation
import Testing

/// One line of JSON as a program reads it.
struct JSONObject {
    private let values: [String: Any]

    /// Reads a line.
    init(_ line: String) throws {
        values = try #require(JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any], "\(line)")
    }

    private init(values: [String: Any]) { self.values = values }

    /// The keys in alphabetical order.
    var keys: [String] { values.keys.sorted() }

    /// Whether a key is there and its value null.
    func isNull(_ key: String) -> Bool { values[key] is NSNull }

    /// A value of some type.
    func value<Value>(_ key: String, as type: Value.Type = Value.self) throws -> Value {
        try #require(values[key] as? Value, "\(key) is \(values[key] ?? "not there")")
    }

    /// An object inside.
    func object(_ key: String) throws -> JSONObject { JSONObject(values: try value(key)) }

    /// A list of objects inside.
    func objects(_ key: String) throws -> [JSONObject] {
        try value(key, as: [[String: Any]].self).map { JSONObject(values: $0) }
    }
}
