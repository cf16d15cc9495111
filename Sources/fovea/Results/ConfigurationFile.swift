import ArgumentParser
import Deployment
import Foundation

/// A deployment's configuration file.
struct ConfigurationFile: Sendable {
    /// Where it lies.
    let path: String

    /// Reads it as it is now.
    ///
    /// - Throws: `ConfigurationError` with everything that is wrong, or an error that names the file.
    func read() throws -> DeploymentConfiguration {
        let text: String
        do {
            text = try String(contentsOfFile: path, encoding: .utf8)
        } catch {
            throw ValidationError("\(path): cannot be read: \(error.localizedDescription)")
        }
        return try DeploymentConfiguration(
            text, file: path, host: NodeName.host, environment: ProcessInfo.processInfo.environment)
    }

    /// The arguments of a command, with the flags that its configuration file stands for put before those that were given,
    /// which thereby override them.
    static func expand(_ arguments: [String]) throws -> [String] {
        guard let role = arguments.first.flatMap(DeploymentConfiguration.Role.init), let path = path(in: arguments)
        else {
            return arguments
        }
        guard let flags = try ConfigurationFile(path: path).read().flags[role] else {
            throw ValidationError(
                "\(path): has no section \"\(role.rawValue)\", which `fovea \(role.rawValue)` runs by")
        }
        return [role.rawValue] + flags + arguments.dropFirst()
    }

    private static func path(in arguments: [String]) -> String? {
        let flag = "--config"
        if let index = arguments.firstIndex(of: flag), index + 1 < arguments.count { return arguments[index + 1] }
        return arguments.lazy.compactMap { $0.hasPrefix("\(flag)=") ? String($0.dropFirst(flag.count + 1)) : nil }.first
    }
}

/// The flag of every command that a deployment runs.
struct ConfigurationFlags: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Read the settings of this role from a configuration file (docs/configuration.md); flags override it.",
            valueName: "file"))
    var config: String?

    /// The file, where one was named.
    var file: ConfigurationFile? { config.map(ConfigurationFile.init) }

    /// Lets SIGHUP pass at a role that has nothing to reload: one that is meant for a site's edge ends no other process of it.
    func ignoreReload() {
        if config != nil { signal(SIGHUP, SIG_IGN) }
    }
}
