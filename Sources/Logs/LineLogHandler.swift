import Foundation
package import Logging

/// Writes log lines of one shape, whole, to wherever the program's log goes.
package struct LineLogHandler: LogHandler {
    package var metadata: Logger.Metadata = [:]
    package var logLevel: Logger.Level

    private let node: String
    private let format: LogFormat
    private let write: @Sendable (String) -> Void

    /// Makes a handler.
    ///
    /// - Parameters:
    ///   - node: who writes.
    ///   - write: takes one line without its end, on any thread.
    package init(
        node: String, format: LogFormat, level: Logger.Level, write: @escaping @Sendable (String) -> Void
    ) {
        (self.node, self.format, logLevel, self.write) = (node, format, level, write)
    }

    package subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    package func log(event: LogEvent) {
        let about = metadata.merging(event.metadata ?? [:]) { $1 }.mapValues { "\($0)" }
        let line = LogLine(
            time: Date().formatted(Date.ISO8601FormatStyle(includingFractionalSeconds: true)),
            level: event.level.rawValue,
            message: "\(event.message)", node: node, about: about
        )
        write(line.text(format))
    }
}
