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

        /// Makes a picture of a known class.
        package init(path: String, label: Int) {
            self.path = path
            self.label = label
        }
    }

    /// All pictures, folder by folder in the order of their names.
    package let pictures: [Picture]

    /// Lists a folder.
    ///
    /// - Throws: `LabelledFolderError` where a folder's name is no class or there is no picture.
    package init(_ path: String, classes: ClassTable, count: Int) throws {
        var pictures: [Picture] = []
        for name in try LabelledFolder.names(path) where PictureFiles.isFolder("\(path)/\(name)") {
            guard let label = classes.index(named: name), (0..<count).contains(label) else {
                throw LabelledFolderError(
                    description: "\(path)/\(name): no class of this model; name folders by index (0 to \(count - 1)), "
                        + "WordNet id or label"
                )
            }
            let files = try LabelledFolder.names("\(path)/\(name)").filter(PictureFiles.isPicture)
            pictures += files.map { Picture(path: "\(path)/\(name)/\($0)", label: label) }
                .filter { !PictureFiles.isFolder($0.path) }
        }
        guard !pictures.isEmpty else {
            throw LabelledFolderError(
                description: "\(path): no pictures; expected one folder a class with JPEG or PNG files in it"
            )
        }
        self.pictures = pictures
    }

    /// The names in a folder, without hidden ones.
    private static func names(_ folder: String) throws -> [String] {
        do {
            return try FileManager.default.contentsOfDirectory(atPath: folder).filter { !$0.hasPrefix(".") }.sorted()
        } catch {
            throw LabelledFolderError(description: "\(folder): cannot be listed; name a folder that exists")
        }
    }
}

/// A folder that cannot be evaluated.
package struct LabelledFolderError: Error, CustomStringConvertible {
    /// The folder and what was expected.
    package let description: String
}
