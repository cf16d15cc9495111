import Foundation

/// Where each picture's sheet goes: named after the picture, numbered where that name is taken.
struct SheetNames: Sendable {
    private let paths: [String]

    /// Makes the folder and names the sheets of some files in it, none of them after a file that is read.
    init(folder: String, files: [String]) throws {
        do {
            try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        } catch {
            throw SheetFolderError(folder: folder)
        }
        var taken = Set(files.map(SheetNames.resolved))
        paths = files.map { file in
            let name = ((file as NSString).lastPathComponent as NSString).deletingPathExtension
            var path = (folder as NSString).appendingPathComponent("\(name).png")
            var number = 1
            while !taken.insert(SheetNames.resolved(path)).inserted {
                number += 1
                path = (folder as NSString).appendingPathComponent("\(name)-\(number).png")
            }
            return path
        }
    }

    /// The sheet of the file at a position.
    func path(_ position: Int) -> String { paths[position] }

    private static func resolved(_ path: String) -> String {
        URL(fileURLWithPath: path).resolvingSymlinksInPath().path
    }
}

/// A folder that cannot be made.
struct SheetFolderError: Error, CustomStringConvertible {
    let folder: String

    var description: String { "\(folder): the folder cannot be made; name another with --out" }
}
