import Foundation
import Tensors

/// The checked header of a safetensors file: 8 bytes of length, a JSON object, then the tensors' bytes without a gap.
struct SafetensorsHeader {
    /// What the format itself allows; a longer header is an attack or another format.
    static let largestHeader = 100_000_000

    private(set) var metadata: [String: String] = [:]
    private(set) var entries: [String: SafetensorsFile.Entry] = [:]
    let dataStart: Int

    init(_ bytes: Data, path: String) throws {
        guard bytes.count >= 8 else {
            throw CheckpointError(path, "is no safetensors file: \(bytes.count) bytes, fewer than the 8 of its length")
        }
        let length = bytes.withUnsafeBytes { UInt64(littleEndian: $0.loadUnaligned(as: UInt64.self)) }
        guard length <= UInt64(SafetensorsHeader.largestHeader) else {
            throw CheckpointError(
                path,
                "is no safetensors file: it claims a header of \(length) bytes; "
                    + "the format allows \(SafetensorsHeader.largestHeader)"
            )
        }
        guard Int(length) <= bytes.count - 8 else {
            throw CheckpointError(
                path,
                "is truncated: the header takes \(length) bytes and the file has \(bytes.count - 8) after its length"
            )
        }
        dataStart = 8 + Int(length)
        let json: Any
        do {
            json = try JSONSerialization.jsonObject(with: bytes[8..<dataStart])
        } catch {
            throw CheckpointError(path, "has a header that is no JSON: \(CheckpointError.reason(error))")
        }
        guard let object = json as? [String: Any] else {
            throw CheckpointError(path, "has a header that is no JSON object")
        }
        for (name, value) in object {
            if name == "__metadata__" {
                guard let pairs = value as? [String: String] else {
                    throw CheckpointError(path, "has a __metadata__ that is no map of strings")
                }
                metadata = pairs
            } else {
                entries[name] = try SafetensorsHeader.entry(value, name, dataBytes: bytes.count - dataStart, path: path)
            }
        }
        try checkLayout(dataBytes: bytes.count - dataStart, path: path)
    }

    private static func entry(
        _ value: Any, _ name: String, dataBytes: Int, path: String
    ) throws -> SafetensorsFile.Entry {
        guard let object = value as? [String: Any], let typeName = object["dtype"] as? String,
            let extents = object["shape"] as? [Int], let offsets = object["data_offsets"] as? [Int], offsets.count == 2
        else {
            throw CheckpointError(path, tensor: name, "has no dtype, shape and data_offsets of the format's form")
        }
        guard let type = ElementType(rawValue: typeName) else {
            throw CheckpointError(path, tensor: name, "has the unknown element type \(typeName)")
        }
        guard offsets[0] >= 0, offsets[0] <= offsets[1] else {
            throw CheckpointError(path, tensor: name, "lies at the impossible offsets \(offsets[0])..<\(offsets[1])")
        }
        guard offsets[1] <= dataBytes else {
            throw CheckpointError(
                path, tensor: name, "ends at byte \(offsets[1]) of \(dataBytes): the file is truncated"
            )
        }
        var needed = type.bytes
        for extent in extents {
            let (product, overflow) = needed.multipliedReportingOverflow(by: extent)
            guard extent >= 0, !overflow else {
                throw CheckpointError(path, tensor: name, "has the impossible shape \(extents)")
            }
            needed = product
        }
        guard needed == offsets[1] - offsets[0] else {
            throw CheckpointError(
                path, tensor: name,
                "has \(offsets[1] - offsets[0]) bytes; \(typeName) of shape \(extents) needs \(needed)"
            )
        }
        return SafetensorsFile.Entry(type: type, shape: Shape(extents), range: offsets[0]..<offsets[1])
    }

    /// The tensors must fill the rest of the file without overlap and without a gap.
    private func checkLayout(dataBytes: Int, path: String) throws {
        var end = 0
        for (name, entry) in entries.sorted(by: {
            ($0.value.range.lowerBound, $0.value.range.upperBound) < (
                $1.value.range.lowerBound, $1.value.range.upperBound
            )
        }) {
            guard entry.range.lowerBound >= end else {
                throw CheckpointError(
                    path, tensor: name, "starts at byte \(entry.range.lowerBound) and overlaps one that ends at \(end)"
                )
            }
            guard entry.range.lowerBound == end else {
                throw CheckpointError(
                    path, tensor: name, "leaves a gap of \(entry.range.lowerBound - end) bytes before it")
            }
            end = entry.range.upperBound
        }
        guard end == dataBytes else {
            throw CheckpointError(path, "has \(dataBytes - end) bytes after its last tensor")
        }
    }
}
