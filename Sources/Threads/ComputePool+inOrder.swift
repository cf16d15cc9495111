extension ComputePool {
    /// Runs a body for every input on the pool's threads and hands the results over in the order of the inputs, as soon
    /// as each one's turn has come. Only a few inputs are under way at once, however many there are.
    ///
    /// Throws the first error of `body` or `emit`; a body that may fail for one input returns a `Result`.
    package func inOrder<Input: Sendable, Output: Sendable>(
        _ inputs: [Input], _ body: @escaping @Sendable (inout State, Input) throws -> Output,
        emit: (Output) throws -> Void
    ) async throws {
        let underWay = 2 * threadCount
        try await withThrowingTaskGroup(of: (Int, Output).self) { group in
            var next = 0
            var turn = 0
            var early: [Int: Output] = [:]
            func start() {
                guard next < inputs.count else { return }
                let (index, input) = (next, inputs[next])
                next += 1
                group.addTask { (index, try await self.run { try body(&$0, input) }) }
            }
            for _ in 0..<underWay { start() }
            while let (index, output) = try await group.next() {
                early[index] = output
                while let output = early.removeValue(forKey: turn) {
                    try emit(output)
                    turn += 1
                    start()
                }
            }
        }
    }
}
