import Foundation
import TestFolders
import Testing

/// All suites of the commands; one after the other, for each runs a program that uses every core.
@Suite(.serialized) struct CommandTests {}

/// The built program, run as its users run it, and what it left behind.
struct Program {
    /// The exit status.
    let status: Int32
    /// Whether a signal ended it: a crash, or an interrupt.
    let signalled: Bool
    /// What it wrote to standard output.
    let output: String
    /// What it wrote to standard error.
    let errors: String

    /// The lines of standard output.
    var lines: [String] { output.split(separator: "\n").map(String.init) }

    /// The lines of standard error.
    var problems: [String] { errors.split(separator: "\n").map(String.init) }

    /// Where the program lies: beside the tests.
    static var path: String {
        URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath().deletingLastPathComponent()
            .appending(path: "fovea").path
    }

    /// The repository, whose photographs and models are used.
    static var repository: URL {
        URL(fileURLWithPath: #filePath).deletingLastPathComponent().appending(path: "../..").standardizedFileURL
    }

    /// The folder of bundled photographs.
    static var photographs: String { repository.appending(path: "Photographs").path }

    /// One of the bundled photographs.
    static func photograph(_ name: String) -> String { "\(photographs)/\(name).jpg" }

    /// A small model with random weights: "224" (7 x 7 cells, 10 classes), "288" or "plain" (one pass, 10 classes).
    static func model(_ name: String) -> String {
        repository.appending(path: "Tests/LFViTTests/Fixtures/random-\(name)-model.safetensors").path
    }

    /// Runs the program to its end.
    static func run(_ arguments: String...) async throws -> Program {
        try await run(executable: path, arguments)
    }

    /// Runs a command of the program with a list of arguments.
    static func run(_ command: String, arguments: [String]) async throws -> Program {
        try await run(executable: path, [command] + arguments)
    }

    /// Runs a line of the shell in which `$FOVEA` is the program.
    static func shell(_ line: String) async throws -> Program {
        try await run(executable: "/bin/bash", ["-c", line])
    }

    private static func run(executable: String, _ arguments: [String]) async throws -> Program {
        let folder = try TemporaryFolder()
        let process = Process()
        process.executableURL = URL(fileURLWithPath: executable)
        process.arguments = arguments
        process.environment = ProcessInfo.processInfo.environment.merging(["FOVEA": path]) { $1 }
        process.standardInput = FileHandle.nullDevice
        // Files, not pipes: they never fill up, so nothing has to read along.
        process.standardOutput = try FileHandle(forWritingTo: folder.write("output", Data()))
        process.standardError = try FileHandle(forWritingTo: folder.write("errors", Data()))
        try await withCheckedThrowingContinuation { (finished: CheckedContinuation<Void, any Error>) in
            process.terminationHandler = { _ in finished.resume() }
            do { try process.run() } catch { finished.resume(throwing: error) }
        }
        return Program(
            status: process.terminationStatus, signalled: process.terminationReason == .uncaughtSignal,
            output: try folder.read("output"), errors: try folder.read("errors")
        )
    }
}
