extension Task where Success == Void, Failure == Never {
    /// Waits until the task has ended, but no longer than `bound`: for tasks of others, which may not wake when they are
    /// cancelled.
    package func ended(within bound: Duration) async {
        let (ends, end) = AsyncStream.makeStream(of: Void.self)
        let waits = Task {
            await value
            end.yield()
        }
        let bounds = Task {
            try? await Task<Never, Never>.sleep(for: bound)
            end.yield()
        }
        await ends.first { _ in true }
        waits.cancel()
        bounds.cancel()
    }
}
