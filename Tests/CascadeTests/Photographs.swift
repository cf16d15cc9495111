import Checkpoints
import Foundation

/// The photographs that come with Fovea, and what the reference computed for them.
enum Photographs {
    static func path(_ name: String) -> String {
        URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .appending(path: "../../Photographs/\(name).jpg").standardizedFileURL.path
    }

    static func golden(_ name: String) throws -> SafetensorsFile {
        try SafetensorsFile(path: Bundle.module.bundleURL.appending(path: "Fixtures/\(name).safetensors").path)
    }
}
