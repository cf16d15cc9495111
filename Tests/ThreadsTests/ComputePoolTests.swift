import Glibc
import Synchronization
import Testing
import Threads

struct ComputePoolTests {
    /// A state that is not Sendable and remembers the thread that made it.
    private final class Context {
        let home = pthread_self()
        var uses = 0
        let ended: Mutex<Int>?
        init() { ended = nil }
    }

    private struct Refusal: Error, Equatable {}

    /// A unique state that reports its end.
    private struct UniqueContext: ~Copyable {
        let ends: Counter
        deinit { ends.value.withLock { $0 += 1 } }
    }

    private final class Counter: Sendable {
        let value = Mutex(0)
    }

    @Test func everyStateStaysOnItsThread() async throws {
        let pool = try await ComputePool(name: "compute", threads: 3) { Context() }
        try await withThrowingTaskGroup(of: Bool.self) { group in
            for _ in 0..<60 {
                group.addTask {
                    try await pool.run { context in
                        context.uses += 1
                        return pthread_equal(context.home, pthread_self()) != 0
                    }
                }
            }
            for try await isAtHome in group { #expect(isAtHome) }
        }
        await pool.shutdown()
    }

    @Test func thePoolTellsTheCoresOfItsWork() async throws {
        let cores = SharedCores(4)
        let pool = try await ComputePool(name: "compute", threads: 1, capacity: 2, cores: cores) { Context() }
        // Alone in work it has all cores; with another that waits, half of them; one that is refused counts for nothing.
        #expect(try await pool.run { _ in cores.threads } == 4)
        let (gate, seen) = (BlockingQueue<Int>(capacity: 1), BlockingQueue<Int>(capacity: 2))
        #expect(pool.give { _ in _ = gate.take() })
        #expect(pool.give { _ in _ = seen.give(cores.threads) })
        while !pool.give({ _ in }) { sched_yield() }
        while pool.give({ _ in }) {}
        #expect(cores.threads == 1)
        #expect(gate.give(1) == .queued)
        await pool.shutdown()
        #expect(cores.threads == 4)
        #expect(seen.take() == 2)
    }

    @Test func errorsOfTheBodyReachTheCaller() async throws {
        let pool = try await ComputePool(name: "compute", threads: 1) { Context() }
        await #expect(throws: Refusal()) { try await pool.run { _ in throw Refusal() } }
        #expect(try await pool.run { _ in 5 } == 5)
        await pool.shutdown()
    }

    @Test func aStateThatCannotBeMadeEndsThePool() async {
        let made = Counter()
        await #expect(throws: Refusal()) {
            _ = try await ComputePool(name: "compute", threads: 4) {
                if made.value.withLock({
                    $0 += 1; return $0
                }) == 3 {
                    throw Refusal()
                }
                return Context()
            }
        }
    }

    @Test func shutdownFinishesAcceptedWorkDestroysStatesAndRefusesMore() async throws {
        let ends = Counter()
        let pool = try await ComputePool(name: "compute", threads: 2) { UniqueContext(ends: ends) }
        #expect(try await pool.run { _ in 1 } == 1)
        await pool.shutdown()
        #expect(ends.value.withLock { $0 } == 2)
        await #expect(throws: ComputePoolError.stopped) { try await pool.run { _ in 1 } }
    }

    @Test func aFullQueueRefusesAndCancelledWorkNeverStarts() async throws {
        let pool = try await ComputePool(name: "compute", threads: 1, capacity: 1) { Context() }
        let entered = Completion()
        let gate = BlockingQueue<Int>(capacity: 1)
        async let first = pool.run { _ in
            entered.complete()
            return gate.take()
        }
        await entered.wait()  // The only thread is busy from here on.

        let ran = Counter()
        let waiting = Task {
            withUnsafeCurrentTask { $0?.cancel() }
            return try await pool.run { _ in ran.value.withLock { $0 += 1 } }
        }
        await #expect(throws: CancellationError.self) { try await waiting.value }
        await #expect(throws: ComputePoolError.full(capacity: 1)) { try await pool.run { _ in 2 } }

        #expect(gate.give(3) == .queued)
        #expect(try await first == 3)
        await pool.shutdown()
        #expect(ran.value.withLock { $0 } == 0)
    }

    @Test func workIsHandedOverWithoutWaiting() async throws {
        let pool = try await ComputePool(name: "compute", threads: 1) { Context() }
        let done = Completion()
        #expect(pool.give { _ in done.complete() })
        await done.wait()
        await pool.shutdown()
        #expect(!pool.give { _ in Issue.record("a pool that was shut down ran work") })
    }
}
