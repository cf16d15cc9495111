import ArgumentParser
import Foundation
import ZeroMQ

/// Makes the keys of a whole deployment.
struct KeysFleetCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "fleet",
        abstract:
            "Make the keys of a deployment: a coordinator's, edges' and workers', and the coordinator's list of them.",
        discussion: """
            FOLDER/coordinator, FOLDER/edge and FOLDER/worker hold secret keys, with their public ones beside them, and
            FOLDER/allow is the coordinators' --allow folder. All coordinators may have one key. A second run adds what is
            new and changes nothing.

            EXAMPLE: fovea keys fleet keys --edge edge-yard --edge edge-gate
            """
    )

    @Argument(help: "The folder.")
    var folder: String

    @Option(help: ArgumentHelp("An edge; several may be named.", valueName: "name"))
    var edge = ["edge"]

    @Option(help: ArgumentHelp("A worker; several may be named, or all may have one key.", valueName: "name"))
    var worker = ["worker"]

    func validate() throws {
        let names = edge + worker + ["coordinator", "allow"]
        for name in names where !name.allSatisfy({ $0.isLetter || $0.isNumber || "-_.".contains($0) }) || name.isEmpty {
            throw ValidationError("'\(name)': letters, digits, '-', '_' and '.' make the name of a key")
        }
        guard Set(names).count == names.count else { throw ValidationError("every key has a name of its own") }
    }

    func run() throws {
        for (names, list) in [(["coordinator"], nil), (edge, "edges"), (worker, "workers")] as [([String], String?)] {
            let allowed = list.map { "\(folder)/allow/\($0)" } ?? folder
            do {
                try FileManager.default.createDirectory(atPath: allowed, withIntermediateDirectories: true)
            } catch {
                throw KeyFolderError(description: "\(allowed): this folder cannot be made")
            }
            for name in names {
                let path = "\(folder)/\(name)"
                if !FileManager.default.fileExists(atPath: path) { try KeyFile.write(KeyPair(), to: path) }
                let key = try KeyFile.readPublic(path + ".pub")
                if list != nil { try allow(path + ".pub", in: "\(allowed)/\(name).pub") }
                try Output.line("\(key)  \(path).pub")
            }
        }
    }

    private func allow(_ file: String, in list: String) throws {
        guard !FileManager.default.fileExists(atPath: list) else { return }
        do { try FileManager.default.copyItem(atPath: file, toPath: list) } catch {
            throw KeyFolderError(description: "\(list): cannot be written")
        }
    }
}
