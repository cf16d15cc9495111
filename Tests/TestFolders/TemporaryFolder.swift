package import Foundation

/// A folder that lives as long as its test.
package final class TemporaryFolder {
    /// The folder's path.
    package let path: String

    /// Makes it.
    package init() throws {
        let url = FileManager.default.temporaryDirectory.appending(path: "fovea-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
        path = url.path
    }

    /// Where it is.
    package var url: URL { URL(fileURLWithPath: path, isDirectory: true) }

    deinit {
        try? FileManager.default.removeItem(atPath: path)
    }

    /// Writes a file, with the folders on its way, and tells where it is.
    @discardableResult
    package func write(_ name: String, _ bytes: Data) throws -> URL {
        let url = URL(fileURLWithPath: "\(path)/\(name)")
        try FileManager.default.createDirectory(at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
        try bytes.write(to: url)
        return url
    }

    /// Copies a file into the folder.
    package func copy(_ source: String, to name: String) throws {
        try write(name, Data(contentsOf: URL(fileURLWithPath: source)))
    }

    /// A file's text.
    package func read(_ name: String) throws -> String {
        String(decoding: try Data(contentsOf: URL(fileURLWithPath: "\(path)/\(name)")), as: UTF8.self)
    }
}
