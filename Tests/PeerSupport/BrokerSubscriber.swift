import Foundation
import Synchronization

/// A client that writes down what comes to a topic.
package final class BrokerSubscriber: Sendable {
    private let process: ChildProcess
    private let path: String
    private let taken = Mutex(0)

    init(port: UInt16, topic: String) async throws {
        path = FileManager.default.temporaryDirectory.appending(path: "fovea-subscriber-\(UUID().uuidString)").path
        // -d says when the subscription stands; retained messages come first.
        process = try ChildProcess(
            "/usr/bin/stdbuf",
            ["-oL", "/usr/bin/mosquitto_sub", "-h", "127.0.0.1", "-p", "\(port)", "-t", topic, "-q", "1", "-v", "-d"],
            output: path)
        while !lines.contains(where: { $0.contains("SUBACK") }) {
            guard process.isRunning else { throw BrokerError(description: "mosquitto_sub ended at its start") }
            await Task.yield()
        }
    }

    /// The next lines `TOPIC PAYLOAD`, so many of them; fewer where the test ran out of time. For one caller.
    package func next(_ count: Int) async -> [String] {
        let start = taken.withLock { $0 }
        var found: [String] = []
        while found.count < count, !Task.isCancelled {
            await Task.yield()
            found = Array(messages.dropFirst(start).prefix(count))
        }
        taken.withLock { $0 = start + found.count }
        return found
    }

    /// Ends it.
    package func stop() async {
        await process.kill()
        try? FileManager.default.removeItem(atPath: path)
    }

    /// What came, without what the client says of itself.
    private var messages: [String] {
        lines.filter { !$0.hasPrefix("Client ") && !$0.hasPrefix("Subscribed ") }
    }

    /// The lines that were written whole.
    private var lines: [String] {
        guard let text = try? String(contentsOfFile: path, encoding: .utf8) else { return [] }
        return text.split(separator: "\n", omittingEmptySubsequences: false).dropLast().map(String.init)
    }
}
