package import Sinks

/// What one file says of a deployment. Each role reads its own section, and the shared ones.
package struct DeploymentConfiguration: Equatable, Sendable {
    /// A role that the file has a section for.
    package enum Role: String, CaseIterable, Sendable {
        case edge, up, coordinator, worker
    }

    /// The flags that each role's sections stand for; a role without a section has none.
    package var flags: [Role: [String]] = [:]
    /// When localization's answer stands; nil where the file does not say.
    package var threshold: Double?
    /// Where results wait.
    package var spool = SpoolSettings()
    /// Where results go.
    package var sinks: [SinkSettings] = []

    /// Reads a file's text.
    ///
    /// - Parameters:
    ///   - file: what the file is called in errors.
    ///   - host: the edge's name where the file gives it none.
    ///   - environment: what `${NAME}` stands for.
    /// - Throws: `ConfigurationError` with everything that is wrong.
    package init(
        _ text: String, file: String, host: String, environment: [String: String]
    ) throws(ConfigurationError) {
        let root: ConfigurationNode
        do {
            root = try ConfigurationNode.read(text)
        } catch {
            throw ConfigurationError(file: file, problems: [error.problem])
        }
        var reader = ConfigurationReader(environment: environment)
        let sections = ["model", "edge", "coordinator", "worker", "up", "spool", "sinks"]
        let entries = reader.entries(root, known: sections)
        readRoles(entries, &reader)
        if let node = entries["spool"] { spool = reader.spool(node) }
        if let node = entries["sinks"] { sinks = reader.sinks(node, node: name(host)) }
        guard reader.problems.isEmpty else {
            throw ConfigurationError(
                file: file, problems: reader.problems.sorted { ($0.line, $0.column) < ($1.line, $1.column) })
        }
    }

    private mutating func readRoles(_ entries: [String: ConfigurationNode], _ reader: inout ConfigurationReader) {
        let model = entries["model"].map { reader.flags($0, CommandSections.model) } ?? []
        if let node = entries["edge"] {
            flags[.edge] = reader.flags(node, CommandSections.edge) + model
            // What is wrong was noted already.
            var again = reader
            flags[.up] = again.flags(node, CommandSections.edge, forUp: true) + model
            checkEncryption(node, flags[.edge] ?? [], &reader)
        }
        if let node = entries["up"] {
            flags[.up] = (flags[.up] ?? model) + reader.flags(node, CommandSections.up)
        }
        if let node = entries["coordinator"] {
            flags[.coordinator] = reader.flags(node, CommandSections.coordinator)
        }
        if let node = entries["worker"] {
            flags[.worker] = reader.flags(node, CommandSections.worker) + model
            checkEncryption(node, flags[.worker] ?? [], &reader)
        }
        threshold = flags[.edge]?.lazy.compactMap { Self.value($0, of: "--threshold").flatMap(Double.init) }.last
    }

    /// Connections off this machine are encrypted, unless the file says otherwise.
    private func checkEncryption(_ node: ConfigurationNode, _ flags: [String], _ reader: inout ConfigurationReader) {
        let local = ["tcp://127.", "tcp://localhost:", "tcp://[::1]:", "ipc://"]
        let open = flags.lazy.compactMap { Self.value($0, of: "--coordinator") }
            .first { address in !local.contains { address.hasPrefix($0) } }
        guard let open, !flags.contains("--insecure"), !flags.contains(where: { $0.hasPrefix("--keys=") }) else {
            return
        }
        reader.note(
            "\(open): connections off this machine are encrypted; give keys (own and coordinators), or keys: {insecure: true}",
            at: node)
    }

    private func name(_ host: String) -> String {
        flags[.edge]?.lazy.compactMap { Self.value($0, of: "--name") }.last ?? host
    }

    private static func value(_ flag: String, of name: String) -> String? {
        flag.hasPrefix(name + "=") ? String(flag.dropFirst(name.count + 1)) : nil
    }
}
