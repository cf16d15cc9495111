import Foundation

/// What comes in on standard input.
enum StandardInput {
    /// The lines, as they come, read on a thread of their own that nobody waits for: it ends with the process.
    static func lines() -> AsyncStream<String> {
        let (stream, continuation) = AsyncStream.makeStream(of: String.self)
        Thread.detachNewThread {
            while let line = readLine() { continuation.yield(line) }
            continuation.finish()
        }
        return stream
    }
}
