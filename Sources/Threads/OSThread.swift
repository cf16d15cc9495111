import CThreads
import Glibc
import Synchronization

/// A named thread of the operating system that runs one blocking body and is joined before it is forgotten.
///
/// Blocking work (a socket's poll loop, a matrix product) lives here and never on Swift's cooperative pool. The owner
/// calls `join()` from another thread, or `finished()` from asynchronous code; letting go of a thread that was not
/// joined is a programming error and traps.
package final class OSThread: Sendable {
    /// The name shown by debuggers and `top -H`; the system keeps its first 15 bytes.
    package let name: String

    private let handle: Mutex<pthread_t?>
    private let completion: Completion

    /// Starts the thread. Throws `ThreadError` when the system has no thread to give.
    package init(name: String, body: @escaping @Sendable () -> Void) throws(ThreadError) {
        let completion = Completion()
        let start = Start(name: name, body: body, completion: completion)
        let retained = Unmanaged.passRetained(start)
        var thread = pthread_t()
        let code = pthread_create(
            &thread,
            nil,
            { argument in
                guard let argument else { return nil }
                Unmanaged<Start>.fromOpaque(argument).takeRetainedValue().run()
                return nil
            },
            retained.toOpaque()
        )
        guard code == 0 else {
            retained.release()
            throw ThreadError(name: name, code: code)
        }
        self.name = name
        self.completion = completion
        handle = Mutex(thread)
    }

    deinit {
        precondition(handle.withLock { $0 == nil }, "the thread \(name) was let go without being joined")
    }

    /// The name of the calling thread.
    package static var currentName: String {
        withUnsafeTemporaryAllocation(of: CChar.self, capacity: 16) { name in
            guard let start = name.baseAddress else { return "" }
            fovea_get_thread_name(start)
            return String(cString: start)
        }
    }

    /// Waits until the body has returned. Blocks, so it is called from threads and never from asynchronous code; calling
    /// it again returns at once.
    package func join() {
        handle.withLock { handle in
            guard let thread = handle else { return }
            precondition(pthread_equal(thread, pthread_self()) == 0, "the thread \(name) cannot wait for itself")
            pthread_join(thread, nil)
            handle = nil
        }
    }

    /// Waits, without blocking a thread of the cooperative pool, until the body has returned, then joins.
    package func finished() async {
        await completion.wait()
        join()  // The body has returned: what is left of the thread takes microseconds.
    }
}

/// What a new thread takes over from the one that started it.
private final class Start: Sendable {
    private let name: String
    private let body: @Sendable () -> Void
    private let completion: Completion

    init(name: String, body: @escaping @Sendable () -> Void, completion: Completion) {
        self.name = name
        self.body = body
        self.completion = completion
    }

    func run() {
        fovea_name_this_thread(name)
        body()
        completion.complete()
    }
}
