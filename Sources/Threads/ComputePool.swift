import Synchronization

/// A fixed number of threads, each with a state of its own, that run blocking work for asynchronous callers.
///
/// The state (an engine's context, say) is made, used and destroyed on its thread and so need not be `Sendable`. Work
/// waits in one bounded queue and goes to the first free thread. The owner calls `shutdown()` once, last.
package final class ComputePool<State: ~Copyable>: Sendable {
    private let threads: [OSThread]
    private let queue: BlockingQueue<Work<State>>
    private let capacity: Int
    private let cores: SharedCores?

    /// How many threads the pool has.
    package var threadCount: Int { threads.count }

    /// Starts the threads and waits until each has made its state.
    ///
    /// - Parameters:
    ///   - name: names the threads: `name 0`, `name 1`, ...
    ///   - threads: how many, at least 1.
    ///   - capacity: how many pieces of work may wait; further ones are refused.
    ///   - cores: told of all work from when it is taken until it is done, so that idle threads' cores help others.
    ///   - make: makes a thread's state, on that thread. Its first error ends all threads and is thrown here.
    package init(
        name: String,
        threads count: Int,
        capacity: Int = 64,
        cores: SharedCores? = nil,
        make: @escaping @Sendable () throws -> State
    ) async throws {
        precondition(count > 0, "a pool needs at least one thread, not \(count)")
        let queue = BlockingQueue<Work<State>>(capacity: capacity)
        let starts = (0..<count).map { _ in Ticket<Void>() }
        var threads: [OSThread] = []
        do {
            for (index, start) in starts.enumerated() {
                threads.append(
                    try OSThread(name: "\(name) \(index)") {
                        do {
                            var state = try make()
                            start.finish(.success(()))
                            while let work = queue.take() {
                                work.perform(&state)
                                cores?.change(by: -1)
                            }
                        } catch {
                            start.finish(.failure(error))
                        }
                    }
                )
            }
            for start in starts { try await start.value() }
        } catch {
            queue.close()
            for thread in threads { await thread.finished() }
            throw error
        }
        self.threads = threads
        self.queue = queue
        self.capacity = capacity
        self.cores = cores
    }

    /// Runs a body on the first free thread with that thread's state, and returns what it returns.
    ///
    /// Throws what the body throws; `ComputePoolError` when the queue is full or the pool was shut down; and
    /// `CancellationError` when the task is cancelled before the body has started. A body that has started runs to its end.
    package func run<Result: Sendable>(
        _ body: @escaping @Sendable (inout State) throws -> Result
    ) async throws -> Result {
        let ticket = Ticket<Result>()
        let work = Work<State> { state in
            guard ticket.start() else { return }
            do { ticket.finish(.success(try body(&state))) } catch { ticket.finish(.failure(error)) }
        }
        switch enqueue(work) {
        case .queued: break
        case .full: throw ComputePoolError.full(capacity: capacity)
        case .closed: throw ComputePoolError.stopped
        }
        return try await withTaskCancellationHandler {
            try await ticket.value()
        } onCancel: {
            ticket.cancel()
        }
    }

    /// Hands a body to the first free thread and returns at once, for callers on threads that must not wait; false when
    /// the queue is full or the pool was shut down, in which case the body is not run.
    package func give(_ body: @escaping @Sendable (inout State) -> Void) -> Bool {
        enqueue(Work(perform: body)) == .queued
    }

    /// Tells of work before a thread can take it.
    private func enqueue(_ work: Work<State>) -> BlockingQueue<Work<State>>.Outcome {
        cores?.change(by: 1)
        let outcome = queue.give(work)
        if outcome != .queued { cores?.change(by: -1) }
        return outcome
    }

    /// Refuses new work, finishes what was accepted, destroys the states on their threads and joins these.
    package func shutdown() async {
        queue.close()
        for thread in threads { await thread.finished() }
    }
}

/// One piece of queued work.
private struct Work<State: ~Copyable>: Sendable {
    let perform: @Sendable (inout State) -> Void
}
