import Threads

/// Writes each result as a line of JSON, on a thread of its own.
package final class JSONLinesSink: Sink {
    private let write: @Sendable ([DeliveredResult]) async throws -> Void
    private let end: @Sendable () async -> Void

    /// Writes to a file; what is acknowledged is on the disk.
    ///
    /// - Parameters:
    ///   - bytes: beyond which a new file is begun.
    ///   - keep: how many full ones stay, as `PATH.1` and so on.
    /// - Throws: `ThreadError`.
    package convenience init(file path: String, bytes: Int, keep: Int) async throws {
        let pool = try await ComputePool(name: "fovea lines", threads: 1) { LineFile(path, bytes: bytes, keep: keep) }
        self.init(pool) { file, lines in try file.write(lines.flatMap { $0 + [UInt8(ascii: "\n")] }) }
    }

    /// Hands lines to somebody, such as standard output.
    ///
    /// - Parameter write: takes one line without its end; called on the sink's thread, which it may keep.
    /// - Throws: `ThreadError`.
    package convenience init(_ write: @escaping @Sendable (String) throws -> Void) async throws {
        let pool = try await ComputePool(name: "fovea lines", threads: 1) {}
        self.init(pool) { _, lines in
            for line in lines { try write(String(decoding: line, as: UTF8.self)) }
        }
    }

    private init<State: ~Copyable>(
        _ pool: ComputePool<State>, _ body: @escaping @Sendable (inout State, [[UInt8]]) throws -> Void
    ) {
        write = { results in
            let lines = results.map { $0.event.json() }
            try await pool.run { state in try body(&state, lines) }
        }
        end = { await pool.shutdown() }
    }

    package func deliver(_ results: [DeliveredResult]) async -> Delivery {
        do {
            try await write(results)
            return .delivered
        } catch {
            return .failed(after: 0, reason: "\(error)")
        }
    }

    package func stop() async {
        await end()
    }
}
