import ArgumentParser
import Deployment
import Foundation
import Sinks

/// Checks a configuration file without running anything.
struct CheckCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check",
        abstract: "Check a configuration file, and say everything that is wrong with it.",
        discussion: """
            Prints a line a problem, FILE:LINE:COLUMN: KEY: what is wrong, and exits with status 1 where there is one.

            EXAMPLE: fovea check deploy/examples/edge.yaml
            """
    )

    @Argument(help: ArgumentHelp("The configuration file.", valueName: "file"))
    var file: String

    @Flag(help: "Print one line of JSON.")
    var json = false

    /// The result as programs read it.
    private struct Report: Encodable {
        struct Problem: Encodable {
            let line: Int?
            let column: Int?
            let key: String?
            let message: String
        }

        let file: String
        let roles: [String]
        let problems: [Problem]
    }

    func run() throws {
        var report = Report(file: file, roles: [], problems: [])
        var lines: [String] = []
        do {
            let configuration = try ConfigurationFile(path: file).read()
            let roles = DeploymentConfiguration.Role.allCases.filter { configuration.flags[$0] != nil }
            // What commands check beyond the single values: which flags go together.
            let wrong = roles.compactMap { role in message(role, configuration.flags[role] ?? []) }
            report = Report(
                file: file, roles: roles.map(\.rawValue),
                problems: wrong.map { .init(line: nil, column: nil, key: nil, message: $0) })
            lines = wrong.map { "\(file): \($0)" }
            if wrong.isEmpty {
                let sinks = configuration.sinks.map(\.name).joined(separator: ", ")
                let named = roles.map(\.rawValue).joined(separator: ", ")
                lines = [
                    "\(file): good for \(named.isEmpty ? "no role, as it names none" : named); "
                        + "sinks: \(sinks.isEmpty ? "none" : sinks)"
                ]
            }
        } catch let error as ConfigurationError {
            report = Report(
                file: file, roles: [],
                problems: error.problems.map {
                    .init(line: $0.line, column: $0.column, key: $0.path, message: $0.message)
                })
            lines = error.problems.map { "\(file):\($0)" }
        }
        if json { try Output.json(report) } else { for line in lines { try Output.line(line) } }
        if !report.problems.isEmpty { throw ExitCode(1) }
    }

    /// What a command says of the flags that a role's sections stand for; nil where it takes them.
    private func message(_ role: DeploymentConfiguration.Role, _ flags: [String]) -> String? {
        // A file may have an edge's section without anybody running `fovea up`.
        let command: any ParsableCommand.Type =
            switch role {
            case .edge: EdgeCommand.self
            case .up: UpCommand.self
            case .coordinator: CoordinatorCommand.self
            case .worker: WorkerCommand.self
            }
        do {
            _ = try command.parse(flags)
            return nil
        } catch {
            return "\(role.rawValue): \(command.message(for: error))"
        }
    }
}
