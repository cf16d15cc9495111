import Foundation

/// What a model's focus stage must answer to a known picture, as `scripts/add-canary.py` wrote it into the file.
package struct Canary: Sendable, Equatable, Codable {
    /// The likeliest class.
    package let `class`: Int
    /// Its probability.
    package let confidence: Float

    /// Makes a canary.
    package init(class index: Int, confidence: Float) {
        `class` = index
        self.confidence = confidence
    }

    /// Reads the canary of a file; nil where it has none.
    ///
    /// - Throws: `CheckpointError` where there is one that cannot be read.
    package init?(of file: SafetensorsFile) throws {
        guard let text = file.metadata["canary"] else { return nil }
        guard let canary = try? JSONDecoder().decode(Canary.self, from: Data(text.utf8)) else {
            throw CheckpointError(file.path, "has a canary that cannot be read; write it with scripts/add-canary.py")
        }
        self = canary
    }
}
