import Threads

/// What comes in on standard input.
enum StandardInput {
    /// The lines, as they come, read on a thread of their own that lives as long as the process.
    static func lines() throws -> AsyncStream<String> {
        let (stream, continuation) = AsyncStream.makeStream(of: String.self)
        _ = try OSThread(name: "standard input") {
            while let line = readLine() { continuation.yield(line) }
            continuation.finish()
        }
        return stream
    }
}
