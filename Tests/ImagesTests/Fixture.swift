import Foundation
import Images
import Testing

/// The pictures that `scripts/make-picture-fixtures.py` drew.
enum Fixture {
    /// The path of one file.
    static func path(_ name: String) throws -> String {
        let folder = try #require(Bundle.module.resourcePath)
        return "\(folder)/Fixtures/\(name)"
    }

    /// The bytes of one file.
    static func bytes(_ name: String) throws -> [UInt8] {
        try Array(Data(contentsOf: URL(fileURLWithPath: path(name))))
    }

    /// The floats of one file.
    static func floats(_ name: String) throws -> [Float] {
        try bytes(name).withUnsafeBytes { bytes in
            (0..<bytes.count / 4).map { bytes.loadUnaligned(fromByteOffset: 4 * $0, as: Float.self) }
        }
    }

    /// A binary PPM, which is a line of format, a line of width and height, a line of depth, then `[height, width, 3]`.
    static func portablePixmap(_ name: String) throws -> Picture {
        let bytes = try bytes(name)
        let lines = bytes.split(separator: UInt8(ascii: "\n"), maxSplits: 3, omittingEmptySubsequences: false)
        let size = try #require(String(bytes: lines[1], encoding: .ascii)).split(separator: " ").compactMap { Int($0) }
        return Picture(width: size[0], height: size[1], bytes: lines[3])
    }

    /// The names of all files that begin and end so, in order.
    static func names(prefix: String, suffixes: [String]) -> [String] {
        let folder = (Bundle.module.resourcePath ?? "") + "/Fixtures"
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        return names.filter { name in name.hasPrefix(prefix) && suffixes.contains { name.hasSuffix($0) } }.sorted()
    }

    /// The transform that the fixtures were made with.
    static func transform(size: Int, crop: Double) -> EvaluationTransform {
        EvaluationTransform(
            size: size,
            crop: crop,
            mean: [0.485, 0.456, 0.406],
            standardDeviation: [0.229, 0.224, 0.225]
        )
    }
}
