import Foundation
import Glibc
import Synchronization

/// This program, started again with other arguments; what it prints is read as lines of JSON.
///
/// Belongs to the task that started it, which ends it with `end` or `kill`.
final class ChildProcess {
    /// Names it in errors.
    let name: String

    private let process = Process()
    private let input: Pipe?
    private var lines: AsyncStream<String>.Iterator
    private let ended: AsyncStream<Int32>

    /// Starts this program again.
    ///
    /// - Parameter keepingInput: whether its standard input stays open as long as this process lives.
    init(_ name: String, _ arguments: [String], keepingInput: Bool = false) throws {
        self.name = name
        input = keepingInput ? Pipe() : nil
        let output = Pipe()
        let (ended, continuation) = AsyncStream.makeStream(of: Int32.self)
        process.executableURL = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()
        process.arguments = arguments
        process.standardInput = input ?? FileHandle.nullDevice
        process.standardOutput = output
        process.terminationHandler = { process in
            continuation.yield(process.terminationStatus)
            continuation.finish()
        }
        try process.run()
        self.ended = ended
        lines = Lines.read(output.fileHandleForReading).makeAsyncIterator()
    }

    /// The process's number.
    var identifier: Int32 { process.processIdentifier }

    /// The next line that is a value of this type; lines of others are passed over.
    nonisolated(nonsending) func next<Value: Decodable>(_ type: Value.Type) async throws -> Value {
        while let line = await lines.next(isolation: #isolation) {
            if let value = try? JSONDecoder().decode(type, from: Data(line.utf8)) { return value }
        }
        throw ChildProcessError(name: name)
    }

    /// Asks it to end and waits until it has; one that does not end within the limit is killed. One that was stopped goes
    /// on, to end.
    @discardableResult
    nonisolated(nonsending) func end(within limit: Duration = .seconds(10)) async -> Int32 {
        signal(SIGTERM)
        signal(SIGCONT)
        let kill = Task { [identifier] in
            try await Task.sleep(for: limit)
            Glibc.kill(identifier, SIGKILL)
        }
        defer { kill.cancel() }
        for await status in ended { return status }
        return process.terminationStatus
    }

    /// Sends a signal, such as SIGKILL or SIGSTOP.
    func signal(_ number: Int32) {
        if process.isRunning { Glibc.kill(process.processIdentifier, number) }
    }
}

/// A process that ended without saying what was awaited.
struct ChildProcessError: Error, CustomStringConvertible {
    let name: String

    var description: String { "\(name) ended before it said what it had to; its own message stands above" }
}
