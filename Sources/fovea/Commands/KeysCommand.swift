import ArgumentParser
import Foundation
import ZeroMQ

/// Makes and lists the keys that connections are encrypted with.
struct KeysCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "keys",
        abstract: "Make and list the keys of encrypted connections.",
        discussion: """
            Every node has a pair: NAME holds the secret key (readable by its owner alone), NAME.pub the public one. A
            coordinator allows the public keys in the folders `edges` and `workers` of its --allow folder; edges and
            workers are told the coordinator's public key.

            EXAMPLE: fovea keys new coordinator
            """,
        subcommands: [KeysNewCommand.self, KeysFleetCommand.self, KeysListCommand.self]
    )
}

/// Makes a key pair.
struct KeysNewCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "new",
        abstract: "Make a key pair: FILE (secret, mode 600) and FILE.pub.",
        discussion: "EXAMPLE: fovea keys new keys/edge-yard"
    )

    @Argument(help: "Where to write the secret key; a file that is there is never overwritten.")
    var file: String

    func run() throws {
        let pair = try KeyPair()
        let folder = (file as NSString).deletingLastPathComponent
        if !folder.isEmpty {
            do {
                try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
            } catch {
                throw KeyFolderError(description: "\(folder): this folder cannot be made")
            }
        }
        try KeyFile.write(pair, to: file)
        try Output.line("\(pair.publicKey)  \(file).pub")
    }
}

/// Lists public keys.
struct KeysListCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list",
        abstract: "List the public keys of a folder, at any depth.",
        discussion: "EXAMPLE: fovea keys list keys"
    )

    @Argument(help: "The folder.")
    var folder = "."

    func run() throws {
        for path in try KeyFolder.publicKeys(folder) {
            try Output.line("\(KeyFile.readPublic(path))  \(path)")
        }
    }
}
