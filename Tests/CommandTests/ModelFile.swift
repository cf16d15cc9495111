import Foundation
import Testing

/// A small model file, taken apart so that a test can damage one thing in it.
struct ModelFile {
    /// The header: tensor names with type, shape and offsets.
    var header: [String: Any]
    /// The tensors' bytes.
    var data: Data

    /// Takes one of the fixtures apart.
    init(_ name: String = "plain") throws {
        let bytes = try Data(contentsOf: URL(fileURLWithPath: Program.model(name)))
        let length = Int(bytes.prefix(8).reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) })
        header = try #require(JSONSerialization.jsonObject(with: bytes[8..<8 + length]) as? [String: Any])
        data = bytes.dropFirst(8 + length)
    }

    /// Changes a field of a tensor.
    mutating func set(_ tensor: String, _ field: String, _ value: Any) throws {
        var entry = try #require(header[tensor] as? [String: Any])
        entry[field] = value
        header[tensor] = entry
    }

    /// The first and the last byte of a tensor.
    func offsets(_ tensor: String) throws -> [Int] {
        try #require((header[tensor] as? [String: Any])?["data_offsets"] as? [Int])
    }

    /// Replaces one field of the configuration; nil takes the configuration away.
    mutating func configure(_ change: (String) -> String?) throws {
        let metadata = try #require(header["__metadata__"] as? [String: String])
        header["__metadata__"] = change(try #require(metadata["config"])).map { ["config": $0] } ?? [:]
    }

    /// The file's bytes.
    func bytes() throws -> Data {
        let json = try JSONSerialization.data(withJSONObject: header)
        return withUnsafeBytes(of: UInt64(json.count).littleEndian) { Data($0) } + json + data
    }
}
