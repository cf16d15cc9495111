import Foundation
import Glibc
import Synchronization

/// A process that a test starts, and waits for without holding a thread.
package final class ChildProcess: Sendable {
    /// The process's number.
    package let identifier: Int32

    private let process: Mutex<Process>
    private let ended: AsyncStream<Int32>

    /// Starts a program.
    ///
    /// - Parameter output: the file that its standard output goes to, which never fills up and has no other reader; nil
    ///   for nowhere.
    package init(_ path: String, _ arguments: [String], output: String? = nil) throws {
        let process = Process()
        process.executableURL = URL(filePath: path)
        process.arguments = arguments
        process.standardInput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        process.standardOutput = FileHandle.nullDevice
        if let output {
            try Data().write(to: URL(filePath: output))
            process.standardOutput = try FileHandle(forWritingTo: URL(filePath: output))
        }
        let (ended, end) = AsyncStream.makeStream(of: Int32.self)
        process.terminationHandler = { process in
            // A signal ended it: its number, negative.
            end.yield(
                process.terminationReason == .uncaughtSignal ? -process.terminationStatus : process.terminationStatus)
            end.finish()
        }
        try process.run()
        identifier = process.processIdentifier
        self.ended = ended
        self.process = Mutex(process)
    }

    /// Whether it runs.
    package var isRunning: Bool { process.withLock { $0.isRunning } }

    /// Waits until it has ended; returns its status, or the negative number of the signal that ended it. Called once.
    package func end() async -> Int32 {
        for await status in ended { return status }
        return 0
    }

    /// Kills it, as a power cut does, and waits until it has gone. Called once.
    @discardableResult
    package func kill() async -> Int32 {
        if isRunning { Glibc.kill(identifier, SIGKILL) }
        return await end()
    }
}
