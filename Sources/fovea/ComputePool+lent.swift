import Threads

extension ComputePool {
    /// Starts threads, lends them to a body, and joins them whether the body returns or throws.
    static func lent<Result>(
        name: String, threads: Int, make: @escaping @Sendable () throws -> State,
        to body: (ComputePool) async throws -> Result
    ) async throws -> Result {
        let pool = try await ComputePool(name: name, threads: threads, make: make)
        do {
            let result = try await body(pool)
            await pool.shutdown()
            return result
        } catch {
            await pool.shutdown()
            throw error
        }
    }
}
