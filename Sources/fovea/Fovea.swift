import ArgumentParser
import Foundation

/// The one executable; one file a command.
struct Fovea: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "fovea",
        abstract: "A two-stage vision transformer: a glance at every picture, a close look at the hard ones.",
        discussion: """
            Exit status: 0 done, 1 failed (what failed is named on standard error), 2 used wrongly.

            EXAMPLE: fovea classify Photographs
            """,
        version: "0.1.0",
        subcommands: [
            ClassifyCommand.self, VisualizeCommand.self, EvalCommand.self, CalibrateCommand.self, UpCommand.self,
            EdgeCommand.self, CoordinatorCommand.self, WorkerCommand.self, LinkCommand.self, ReplayCommand.self,
            TopCommand.self, RolloutCommand.self,
            KeysCommand.self, ModelCommand.self, BenchCommand.self,
        ]
    )
}

@main
enum Main {
    static func main() async {
        do {
            var command = try Fovea.parseAsRoot()
            if var asynchronous = command as? any AsyncParsableCommand {
                try await asynchronous.run()
            } else {
                try command.run()
            }
        } catch {
            exit(report(error))
        }
    }

    /// Prints what went wrong, or the help that was asked for, and says how to exit.
    private static func report(_ error: any Error) -> Int32 {
        switch error {
        case let silent as ExitCode: return silent.rawValue
        case let output as OutputError where output.isClosedPipe: return 1
        case let wrong as ValidationError:
            // Found out while running, it says all there is to say; while parsing, the usage comes with it below.
            Output.problem("Error: \(wrong.message)")
            return 2
        default: break
        }
        let code = Fovea.exitCode(for: error)
        let message = Fovea.fullMessage(for: error)
        guard code == .success else {
            Output.problem(message)
            return code == .validationFailure ? 2 : 1
        }
        do { try Output.line(message) } catch { return report(error) }
        return 0
    }
}
