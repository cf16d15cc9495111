import Foundation
import Glibc
import Synchronization

/// A client that prints what comes to a topic.
package final class BrokerSubscriber: Sendable {
    private let process: Mutex<Process>
    private let lines: AsyncStream<String>

    init(port: UInt16, topic: String) async throws {
        let process = Process()
        let output = Pipe()
        // -d says when the subscription stands; retained messages come first.
        process.executableURL = URL(filePath: "/usr/bin/stdbuf")
        process.arguments = [
            "-oL", "/usr/bin/mosquitto_sub", "-h", "127.0.0.1", "-p", "\(port)", "-t", topic, "-q", "1", "-v", "-d",
        ]
        process.standardOutput = output
        process.standardError = FileHandle.nullDevice
        let (lines, line) = AsyncStream.makeStream(of: String.self)
        let (subscribed, stands) = AsyncStream.makeStream(of: Void.self)
        let rest = Mutex(Data())
        output.fileHandleForReading.readabilityHandler = { file in
            let data = file.availableData
            guard !data.isEmpty else {
                file.readabilityHandler = nil
                return line.finish()
            }
            rest.withLock { rest in
                rest += data
                while let end = rest.firstIndex(of: UInt8(ascii: "\n")) {
                    let text = String(decoding: rest[..<end], as: UTF8.self)
                    rest = Data(rest[rest.index(after: end)...])
                    if text.contains("SUBACK") { stands.finish() }
                    // What it says of itself begins with its name, or tells the subscription.
                    if !text.hasPrefix("Client "), !text.hasPrefix("Subscribed ") { line.yield(text) }
                }
            }
        }
        try process.run()
        self.process = Mutex(process)
        self.lines = lines
        for await _ in subscribed {}
    }

    /// The next lines, so many of them. For one caller.
    package func next(_ count: Int) async -> [String] {
        var found: [String] = []
        for await line in lines {
            found.append(line)
            if found.count == count { break }
        }
        return found
    }

    /// Ends it.
    package func stop() {
        // It would try to reach its broker once more before it went.
        process.withLock { process in
            kill(process.processIdentifier, SIGKILL)
            process.waitUntilExit()
        }
    }
}
