import Foundation
package import Tensors

/// A memory-mapped safetensors file whose header has been checked against the bytes that are there.
///
/// Everything that a hostile or damaged file could claim is verified when it is opened: afterwards each entry lies inside
/// the file, overlaps no other, and has as many bytes as its shape and type need.
package final class SafetensorsFile: Sendable {
    /// Where the file lies, for messages.
    package let path: String

    /// The string pairs of the header's `__metadata__`.
    package let metadata: [String: String]

    /// What the file holds, by tensor name.
    package let entries: [String: Entry]

    private let bytes: Data
    private let dataStart: Int

    /// One tensor's place in the file.
    package struct Entry: Sendable {
        /// The element type.
        package let type: ElementType
        /// The extents.
        package let shape: Shape
        /// Where the elements lie, counted from the end of the header.
        package let range: Range<Int>
    }

    /// Maps and checks a file.
    ///
    /// - Throws: `CheckpointError` that names the file, the tensor where there is one, and what was expected.
    package init(path: String) throws {
        self.path = path
        // A device or a pipe has no bytes to map, and some never end.
        var status = stat()
        if stat(path, &status) == 0, status.st_mode & S_IFMT != S_IFREG {
            throw CheckpointError(path, "is no regular file; name a model file")
        }
        do {
            bytes = try Data(contentsOf: URL(fileURLWithPath: path), options: .alwaysMapped)
        } catch {
            throw CheckpointError(path, "cannot be read: \(CheckpointError.reason(error, path: path))")
        }
        let header = try SafetensorsHeader(bytes, path: path)
        metadata = header.metadata
        entries = header.entries
        dataStart = header.dataStart
    }

    /// Reads a tensor as 32-bit floats.
    ///
    /// - Throws: `CheckpointError` where the tensor is missing, has another shape, or holds a NaN or an infinity.
    package func tensor(_ name: String, _ shape: Shape) throws -> Tensor {
        guard let entry = entries[name] else {
            throw CheckpointError(path, tensor: name, "is missing; expected shape \(shape)")
        }
        guard entry.shape == shape else {
            throw CheckpointError(path, tensor: name, "has shape \(entry.shape); expected \(shape)")
        }
        guard entry.type.isFloat else {
            throw CheckpointError(path, tensor: name, "holds \(entry.type.rawValue); expected F32, F16 or BF16")
        }
        var tensor = Tensor(shape)
        let target = tensor.mutablePointer()
        let finite = bytes.withUnsafeBytes { all in
            entry.type.convert(
                UnsafeRawBufferPointer(
                    rebasing: all[(dataStart + entry.range.lowerBound)..<(dataStart + entry.range.upperBound)]),
                into: target
            )
        }
        guard finite else {
            throw CheckpointError(path, tensor: name, "holds NaN or infinity; the file is damaged or training diverged")
        }
        return tensor
    }

    /// Reads a tensor of 64-bit integers, of which golden files hold a few.
    package func integers(_ name: String) throws -> [Int] {
        guard let entry = entries[name], entry.type == .int64 else {
            throw CheckpointError(path, tensor: name, "is missing or no I64")
        }
        return bytes.withUnsafeBytes { all in
            (0..<entry.shape.count).map {
                Int(all.loadUnaligned(fromByteOffset: dataStart + entry.range.lowerBound + 8 * $0, as: Int64.self))
            }
        }
    }
}
