package import BundledModel
import Cascade
import Foundation

/// A folder of pictures with one folder a class, named by class index, WordNet id or label.
package struct LabelledFolder: Sendable {
    /// One picture and its class.
    package struct Picture: Sendable {
        /// Where it lies.
        package let path: String
        /// The class of its folder.
        package let label: Int
    }

    /// All pictures, folder by folder in the order of their names.
    package let pictures: [Picture]

    /// Lists a folder.
    ///
    /// - Throws: `LabelledFolderError` where a folder's name is no class or there is no picture.
    package init(_ path: String, classes: ClassTable, count: Int) throws {
        let folder = URL(fileURLWithPath: path)
        var pictures: [Picture] = []
        for name in try LabelledFolder.names(folder, kind: .isDirectoryKey, path: path) {
            guard let label = classes.index(named: name), (0..<count).contains(label) else {
                throw LabelledFolderError(
                    description: "\(path)/\(name): no class of this model; name folders by index (0 to \(count - 1)), "
                        + "WordNet id or label"
                )
            }
            let files = try LabelledFolder.names(folder.appending(path: name), kind: .isRegularFileKey, path: path)
            pictures += files.filter(PictureFiles.isPicture).map {
                Picture(path: "\(path)/\(name)/\($0)", label: label)
            }
        }
        guard !pictures.isEmpty else {
            throw LabelledFolderError(
                description: "\(path): no pictures; expected one folder a class with JPEG or PNG files in it"
            )
        }
        self.pictures = pictures
    }

    private static func names(_ folder: URL, kind: URLResourceKey, path: String) throws -> [String] {
        let entries: [URL]
        do {
            entries = try FileManager.default.contentsOfDirectory(
                at: folder, includingPropertiesForKeys: [kind], options: .skipsHiddenFiles
            )
        } catch {
            throw LabelledFolderError(description: "\(path): cannot be listed; name a folder that exists")
        }
        return try entries.filter { url in
            let values = try url.resourceValues(forKeys: [kind])
            return (kind == .isDirectoryKey ? values.isDirectory : values.isRegularFile) == true
        }.map(\.lastPathComponent).sorted()
    }
}

/// A folder that cannot be evaluated.
package struct LabelledFolderError: Error, CustomStringConvertible {
    /// The folder and what was expected.
    package let description: String
}
