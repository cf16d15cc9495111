import Synchronization
import Threads
import Wire
package import ZeroMQ

/// Many workers in one process that take their time instead of computing, so that a small machine can drive a coordinator
/// as hundreds of machines would.
///
/// Each has its own connections, credit and desk, and is for a coordinator a worker like any other. One thread runs up to
/// 32 of them on one timer; nothing computes, and nothing sleeps on the cooperative pool.
package final class SimulatedWorkers: Sendable {
    /// How many workers share a thread: waiting costs a look at each of their sockets.
    package static let workersPerThread = 32

    private let threads: [Thread]

    /// Starts workers; each says hello to all its coordinators.
    ///
    /// - Parameters:
    ///   - workers: the settings of each; a worker with several compute threads has as many batches in work at once.
    ///   - service: what they do.
    package init(_ workers: [WorkerSettings], service: SimulatedService, context: Context) throws {
        var threads: [Thread] = []
        for start in stride(from: 0, to: workers.count, by: Self.workersPerThread) {
            let group = Array(workers[start..<min(start + Self.workersPerThread, workers.count)])
            do {
                threads.append(try Thread(group, service, context))
            } catch {
                for thread in threads {
                    thread.drain()
                    thread.join()
                }
                throw error
            }
        }
        self.threads = threads
    }

    /// What has become of all requests so far, of all workers together.
    package var account: WorkerDesk.Account {
        threads.reduce(into: WorkerDesk.Account()) { $0.add($1.account) }
    }

    /// What ended workers early, as a process without file descriptors left does; nil while all is well.
    package var error: (any Error)? { threads.lazy.compactMap(\.error).first }

    /// Takes no more requests, finishes what is there, says goodbye. Returns at once; `finished` waits.
    package func drain() {
        for thread in threads { thread.drain() }
    }

    /// Waits until all workers have drained.
    ///
    /// - Throws: the error of a socket or timer that ended workers early.
    package func finished() async throws {
        for thread in threads { await thread.finished() }
        if let error { throw error }
    }
}

/// A thread of workers.
private final class Thread: Sendable {
    private struct Shared {
        var account = WorkerDesk.Account()
        var error: (any Error)?
    }

    private let state: Mutex<Shared>
    private let mailbox: Mailbox<Void>
    private let thread: Mutex<OSThread?>

    init(_ workers: [WorkerSettings], _ service: SimulatedService, _ context: Context) throws {
        mailbox = try Mailbox<Void>(capacity: 1, in: context)
        state = Mutex(Shared())
        thread = Mutex(nil)
        let started = try OSThread(name: workers[0].name) { [self] in
            do {
                var loop = try SimulationLoop(workers, service, context: context, mailbox: mailbox)
                try loop.run { account in state.withLock { $0.account = account } }
            } catch {
                state.withLock { $0.error = error }
            }
        }
        thread.withLock { $0 = started }
    }

    var account: WorkerDesk.Account { state.withLock { $0.account } }
    var error: (any Error)? { state.withLock { $0.error } }

    func drain() { _ = mailbox.post(()) }

    private func take() -> OSThread? {
        thread.withLock { thread in
            defer { thread = nil }
            return thread
        }
    }

    func join() { take()?.join() }
    func finished() async { await take()?.finished() }
}
