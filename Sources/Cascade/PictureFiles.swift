import Foundation

/// The picture files that a user means by naming files and folders.
package enum PictureFiles {
    /// Lists files and folders: a file as it is, a folder's pictures (at any depth) in the order of their names.
    ///
    /// - Throws: `PictureFilesError` where a path does not exist or a folder holds no picture.
    package static func list(_ paths: [String]) throws -> [String] {
        var files: [String] = []
        for path in paths {
            var isDirectory: ObjCBool = false
            guard FileManager.default.fileExists(atPath: path, isDirectory: &isDirectory) else {
                throw PictureFilesError(description: "\(path): no such file or folder")
            }
            guard isDirectory.boolValue else {
                files.append(path)
                continue
            }
            let names = FileManager.default.enumerator(atPath: path)?.compactMap { $0 as? String } ?? []
            let pictures = names.filter(isPicture).sorted()
            guard !pictures.isEmpty else {
                throw PictureFilesError(description: "\(path): no pictures (.jpg, .jpeg or .png) in this folder")
            }
            files += pictures.map { path.hasSuffix("/") ? path + $0 : "\(path)/\($0)" }
        }
        return files
    }

    /// Whether a file in a folder is taken for a picture, by its name. What it holds is found out when it is decoded.
    package static func isPicture(_ name: String) -> Bool {
        ["jpg", "jpeg", "png"].contains((name as NSString).pathExtension.lowercased())
    }
}

/// A path that names no pictures.
package struct PictureFilesError: Error, CustomStringConvertible {
    /// The path and what was expected.
    package let description: String
}
