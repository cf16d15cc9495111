import ArgumentParser
import Foundation
import Logging
import Logs
import Pages

/// The flags of every role for being watched.
struct WatchFlags: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Serve a page, /metrics, /healthz, /readyz and /api/state here, such as 127.0.0.1:8080 (port 0: any).",
            valueName: "host:port"),
        transform: {
            guard let address = PageAddress($0) else {
                throw ValidationError("'\($0)' is no HOST:PORT; the host is an IP address or localhost")
            }
            return address
        })
    var http: PageAddress?

    @Option(help: ArgumentHelp("A file whose first line readers have to know.", valueName: "file"))
    var httpTokenFile: String?

    @Flag(help: "Let everybody read who can reach the address, also off this machine.")
    var httpOpen = false

    @Option(help: ArgumentHelp("Write a span a station of every frame here, for Perfetto.", valueName: "file.json"))
    var trace: String?

    @Option(
        help: "How lines of the log look: text or json.",
        transform: {
            guard let format = LogFormat(rawValue: $0) else { throw ValidationError("'\($0)': expected text or json") }
            return format
        })
    var logFormat: LogFormat = .text

    @Option(
        help: "From which level on lines are logged: trace, debug, info, notice, warning, error or critical.",
        transform: {
            guard let level = Logger.Level(rawValue: $0) else {
                throw ValidationError(
                    "'\($0)': expected \(Logger.Level.allCases.map(\.rawValue).joined(separator: ", "))")
            }
            return level
        })
    var logLevel: Logger.Level = .notice

    func validate() throws {
        guard let http else {
            if httpTokenFile != nil || httpOpen {
                throw ValidationError("--http-token-file and --http-open need --http HOST:PORT")
            }
            return
        }
        if !http.isLoopback, httpTokenFile == nil, !httpOpen {
            throw ValidationError(
                "--http \(http): others than this machine can read there; give --http-token-file, or --http-open")
        }
    }

    /// Who may read.
    func access() throws -> PageAccess {
        guard let httpTokenFile else {
            return PageAccess(token: nil, isLocalOnly: http?.isLoopback == true && !httpOpen)
        }
        guard let text = try? String(contentsOfFile: httpTokenFile, encoding: .utf8) else {
            throw ValidationError("\(httpTokenFile): cannot be read; its first line is the token")
        }
        let token = text.prefix { !$0.isNewline }
        guard token.count >= 8, token.allSatisfy({ $0.isASCII && ($0.isLetter || $0.isNumber || "-_.".contains($0)) })
        else {
            throw ValidationError(
                "\(httpTokenFile): the token has at least 8 letters, digits, '-', '_' or '.'; try: openssl rand -hex 16"
            )
        }
        return PageAccess(token: String(token), isLocalOnly: false)
    }

    /// A log to standard error.
    func logger(_ node: String) -> Logger {
        Logger(label: node) { _ in
            LineLogHandler(node: node, format: logFormat, level: logLevel) { Output.problem($0) }
        }
    }
}
