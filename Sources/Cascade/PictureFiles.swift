import Foundation

/// The picture files that a user means by naming files and folders.
package enum PictureFiles {
    /// Lists files and folders: a file as it is, a folder's pictures (at any depth) in the order of their names.
    ///
    /// A file that is not there is listed: it is named when it comes to be decoded, and the others are answered.
    ///
    /// - Throws: `PictureFilesError` where a path is empty or a folder holds no picture.
    package static func list(_ paths: [String]) throws -> [String] {
        var files: [String] = []
        for path in paths {
            guard !path.isEmpty else {
                throw PictureFilesError(description: "an empty path names nothing; name a file or a folder")
            }
            guard isFolder(path) else {
                files.append(path)
                continue
            }
            let names = FileManager.default.enumerator(atPath: path)?.compactMap { $0 as? String } ?? []
            let prefix = path.hasSuffix("/") ? path : path + "/"
            let pictures = names.filter(isPicture).sorted().map { prefix + $0 }.filter { !isFolder($0) }
            guard !pictures.isEmpty else {
                throw PictureFilesError(description: "\(path): no pictures (.jpg, .jpeg or .png) in this folder")
            }
            files += pictures
        }
        return files
    }

    /// Whether a file in a folder is taken for a picture, by its name. What it holds is found out when it is decoded.
    package static func isPicture(_ name: String) -> Bool {
        ["jpg", "jpeg", "png"].contains((name as NSString).pathExtension.lowercased())
    }

    /// Whether a path leads to a folder, through links too.
    package static func isFolder(_ path: String) -> Bool {
        var isFolder: ObjCBool = false
        return FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) && isFolder.boolValue
    }
}

/// A path that names no pictures.
package struct PictureFilesError: Error, CustomStringConvertible {
    /// The path and what was expected.
    package let description: String
}
