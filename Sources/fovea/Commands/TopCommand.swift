import ArgumentParser
import Foundation
import Watching

/// Shows running nodes in the terminal.
struct TopCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "top",
        abstract: "Rates, latency, queue and workers of running nodes, in the terminal.",
        discussion: """
            Reads what nodes serve with --http, once a second until Ctrl-C; into a pipe it prints once, plainly.

            EXAMPLE: fovea top 127.0.0.1:8080
            """
    )

    @Argument(help: ArgumentHelp("Where nodes serve their pages.", valueName: "host:port"))
    var addresses: [String]

    @Flag(help: "Print once and end; status 1 when a node does not answer.")
    var once = false

    @Option(help: ArgumentHelp("The file with the token that the nodes ask for.", valueName: "file"))
    var tokenFile: String?

    /// The token in a file.
    static func token(in path: String) throws -> String {
        guard let text = try? String(contentsOfFile: path, encoding: .utf8) else {
            throw ValidationError("\(path): cannot be read; its first line is the token")
        }
        return String(text.prefix { !$0.isNewline })
    }

    /// As much of a text as the terminal shows without breaking lines or scrolling.
    private static func fitting(_ text: String) -> String {
        var size = winsize()
        guard ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0, size.ws_row > 1 else { return text }
        return text.split(separator: "\n", omittingEmptySubsequences: false).prefix(Int(size.ws_row) - 1)
            .map { $0.prefix(Int(size.ws_col)) }.joined(separator: "\n")
    }

    func run() async throws {
        let token = try tokenFile.map(Self.token)
        let readers = try addresses.map { try StateReader($0, token: token) }
        let isTerminal = isatty(STDOUT_FILENO) == 1
        var earlier: [NodeState?] = readers.map { _ in nil }
        while true {
            var blocks: [String] = []
            var failed = 0
            for (index, reader) in readers.enumerated() {
                do {
                    let state = try await reader.read()
                    blocks.append(TopScreen(address: reader.address, state, earlier: earlier[index]).text)
                    earlier[index] = state
                } catch {
                    failed += 1
                    blocks.append("\(reader.address): \(error)")
                    earlier[index] = nil
                }
            }
            let text = blocks.joined(separator: "\n\n")
            guard isTerminal, !once else {
                try Output.line(text)
                if failed > 0 { throw ExitCode(1) }
                return
            }
            // Home, the screen, and what is left of an earlier longer one wiped.
            try Output.line("\u{1B}[H\u{1B}[2J" + Self.fitting(text))
            try await Task.sleep(for: .seconds(1))
        }
    }
}
