import Foundation
import Synchronization
import Threads

/// A file of spans that Perfetto and `chrome://tracing` open; a thread of its own writes it, so that no station waits.
///
/// `record` from any thread; the owner calls `finish` once, last. What a full queue cannot take is counted, not waited for.
package final class TraceFile: Sendable {
    private let queue = BlockingQueue<Span>(capacity: 16_384)
    private let thread: OSThread
    private let lostSpans = Atomic<Int>(0)

    /// Opens the file and begins to write.
    ///
    /// - Parameters:
    ///   - process: the process's number, which tells its track from others'.
    ///   - name: what the track is called.
    /// - Throws: `TraceError` where the file cannot be written; `ThreadError`.
    package init(_ path: String, process: Int32, name: String) throws {
        guard FileManager.default.createFile(atPath: path, contents: nil),
            let file = FileHandle(forWritingAtPath: path)
        else {
            throw TraceError(description: "\(path): cannot be written; --trace names a file in a folder that is there")
        }
        let (queue, now, wall) = (queue, ContinuousClock.now, Date().timeIntervalSince1970)
        try file.write(contentsOf: Data(Self.opening(process: process, name: name).utf8))
        thread = try OSThread(name: "fovea trace") {
            var lines = TraceLines(process: process)
            while let spans = queue.takeAll() {
                for span in spans {
                    let time = wall + (span.start - now) / .seconds(1)
                    lines.add(span, start: Int64((time * 1_000_000).rounded()))
                }
                // A full disk ends the trace, never the service.
                try? file.write(contentsOf: Data(lines.lines))
                lines.clear()
                // Spans are collected for a while: waking this thread for each of them would cost more than they do.
                usleep(20_000)
            }
            try? file.write(contentsOf: Data("\n]\n".utf8))
            try? file.close()
        }
    }

    /// Spans that came faster than they could be written.
    package var lost: Int { lostSpans.load(ordering: .relaxed) }

    /// Takes a span; never waits.
    package func record(_ span: Span) {
        if queue.give(span) != .queued { lostSpans.add(1, ordering: .relaxed) }
    }

    /// Writes what is there and closes the file.
    package func finish() async {
        queue.close()
        await thread.finished()
    }

    private static func opening(process: Int32, name: String) -> String {
        let name = name.replacing("\\", with: "").replacing("\"", with: "")
        return "[\n{\"ph\":\"M\",\"name\":\"process_name\",\"pid\":\(process),\"args\":{\"name\":\"\(name)\"}}"
    }
}

/// A trace that cannot be written.
package struct TraceError: Error, CustomStringConvertible {
    /// The file and the way out.
    package let description: String
}
