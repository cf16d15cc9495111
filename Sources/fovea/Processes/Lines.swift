import Foundation
import Glibc

/// Lines of text as they come.
enum Lines {
    /// What comes in on standard input.
    static func ofStandardInput() -> AsyncStream<String> { read(.standardInput) }

    /// What comes out of a file or pipe, read on a thread of its own that nobody waits for: it ends with the file.
    static func read(_ file: FileHandle) -> AsyncStream<String> {
        let (stream, continuation) = AsyncStream.makeStream(of: String.self)
        let descriptor = file.fileDescriptor
        Thread.detachNewThread {
            var rest = Data()
            // Keeps the pipe open while it is read.
            withExtendedLifetime(file) {
                while let more = chunk(descriptor) {
                    rest += more
                    while let end = rest.firstIndex(of: UInt8(ascii: "\n")) {
                        continuation.yield(String(decoding: rest[..<end], as: UTF8.self))
                        rest = Data(rest[rest.index(after: end)...])
                    }
                }
            }
            if !rest.isEmpty { continuation.yield(String(decoding: rest, as: UTF8.self)) }
            continuation.finish()
        }
        return stream
    }

    /// The next bytes; nil at the end.
    private static func chunk(_ descriptor: Int32) -> Data? {
        var bytes = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = Glibc.read(descriptor, &bytes, bytes.count)
            if count > 0 { return Data(bytes[..<count]) }
            if count < 0, errno == EINTR { continue }
            return nil
        }
    }
}
