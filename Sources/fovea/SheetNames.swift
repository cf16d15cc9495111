import Foundation

/// Where each picture's sheet goes: named after the picture, numbered where two pictures share a name.
struct SheetNames: Sendable {
    private let paths: [String]

    /// Names the sheets of some files in a folder.
    init(folder: String, files: [String]) {
        var used: [String: Int] = [:]
        paths = files.map { file in
            let name = ((file as NSString).lastPathComponent as NSString).deletingPathExtension
            let count = used[name, default: 0]
            used[name] = count + 1
            return count == 0 ? "\(folder)/\(name).png" : "\(folder)/\(name)-\(count + 1).png"
        }
    }

    /// The sheet of the file at a position.
    func path(_ position: Int) -> String { paths[position] }
}
