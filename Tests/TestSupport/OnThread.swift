import Threads

/// Runs a blocking body, such as a peer's life on a real socket, on a thread of its own, and waits for it without holding
/// one of the cooperative pool's.
///
/// - Throws: what the body throws; `ThreadError` where the system has no thread to give.
package func onThread<Value: Sendable>(_ body: @escaping @Sendable () throws -> Value) async throws -> Value {
    let result = Ticket<Value>()
    let thread = try OSThread(name: "peer") { result.finish(Result { try body() }) }
    await thread.finished()
    return try await result.value()
}
