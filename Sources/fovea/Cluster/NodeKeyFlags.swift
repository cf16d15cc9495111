import ArgumentParser
import ZeroMQ

/// The keys of a node that connects to coordinators.
struct NodeKeyFlags: ParsableArguments {
    @Option(help: ArgumentHelp("This node's secret key (`fovea keys new`).", valueName: "file"))
    var keys: String?

    @Option(help: ArgumentHelp("The coordinators' public key, the same for all or one each.", valueName: "file"))
    var coordinatorKey: [String] = []

    @Flag(help: "Connect in the clear even where the coordinator is not on this machine.")
    var insecure = false

    /// The node's pair and each coordinator's public key; nil for connections in the clear.
    func load(for coordinators: [Endpoint]) throws -> (own: KeyPair, coordinators: [PublicKey])? {
        guard let keys else {
            if let open = coordinators.first(where: { !$0.isLocal }), !insecure {
                throw ValidationError(
                    "\(open): connections off this machine are encrypted; give --keys and --coordinator-key, or --insecure"
                )
            }
            return nil
        }
        let found = try coordinatorKey.map { try KeyFile.readPublic($0) }
        guard found.count == 1 || found.count == coordinators.count, let first = found.first else {
            throw ValidationError("--keys needs one --coordinator-key for all coordinators, or one for each")
        }
        return try (KeyFile.read(keys), found.count == 1 ? coordinators.map { _ in first } : found)
    }
}
