import Foundation
import ZeroMQ

/// Folders of public keys.
enum KeyFolder {
    /// The files `*.pub` of a folder, at any depth, in the order of their names.
    static func publicKeys(_ folder: String) throws -> [String] {
        var isDirectory: ObjCBool = false
        guard FileManager.default.fileExists(atPath: folder, isDirectory: &isDirectory), isDirectory.boolValue else {
            throw KeyFolderError(description: "\(folder): no such folder")
        }
        let names = FileManager.default.enumerator(atPath: folder)?.compactMap { $0 as? String } ?? []
        return names.filter { $0.hasSuffix(".pub") }.sorted().map { "\(folder)/\($0)" }
    }

    /// The allow-list of a coordinator: the keys in the folders `edges` and `workers`, named by their files.
    static func accessList(_ folder: String) throws -> AccessList {
        var list = AccessList()
        for (name, role) in [("edges", PeerRole.edge), ("workers", PeerRole.worker)] {
            for path in try publicKeys("\(folder)/\(name)") {
                let node = ((path as NSString).lastPathComponent as NSString).deletingPathExtension
                list.allow(try KeyFile.readPublic(path), as: role, named: node)
            }
        }
        return list
    }
}

/// A folder of keys that cannot be used.
struct KeyFolderError: Error, CustomStringConvertible {
    /// The folder and what was expected.
    let description: String
}
