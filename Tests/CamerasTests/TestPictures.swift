import BundledModel
import Edge
import Foundation
import LFViT

/// The bundled photographs, and an edge that answers them.
enum TestPictures {
    static func path(_ name: String) -> String {
        URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .appending(path: "../../Photographs/\(name).jpg").standardizedFileURL.path
    }

    static func bytes(_ name: String) throws -> [UInt8] {
        try Array(Data(contentsOf: URL(fileURLWithPath: path(name))))
    }

    /// An edge that answers every frame itself, and what it says.
    static func edge(_ sink: @escaping @Sendable (FrameOutcome) -> Void = { _ in }) async throws -> EdgeNode {
        let model = try model.get()
        var settings = EdgeSettings(CascadeSettings(model.configuration))
        settings.budget = .seconds(600)
        return try await EdgeNode(model, settings: settings, sink: sink)
    }

    private static let model = Result { try LFViTModel(path: BundledModel.lfViTTiny.path) }

    /// A folder of its own.
    static func folder() throws -> String {
        let url = FileManager.default.temporaryDirectory.appending(path: "fovea-cameras-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
        return url.path
    }
}
