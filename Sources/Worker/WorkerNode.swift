import Links
import Synchronization
import Threads
import Wire
package import ZeroMQ

/// A focus worker: takes requests from its coordinators, answers them in batches, drains when asked to.
///
/// One thread owns the sockets and the decisions (`WorkerDesk`, `CoordinatorLink`); compute threads own the engines.
package final class WorkerNode: Sendable {
    private let state: Mutex<Shared>
    private let mailbox: Mailbox<Event>
    private let thread: Mutex<OSThread?>

    private struct Shared {
        var report = WorkerReport()
        var error: ZeroMQError?
    }

    /// What other threads tell the sockets' thread.
    enum Event: Sendable {
        case finished(ComputeCrew.Finished)
        case drain
    }

    private let crew: ComputeCrew

    /// Starts a worker. It returns when the engines are made, measured and have passed their canary; the worker then
    /// says hello to its coordinators.
    package init(
        _ settings: WorkerSettings, context: Context, engine make: @escaping @Sendable () throws -> any BatchEngine
    ) async throws {
        let mailbox = try Mailbox<Event>(capacity: 65_536, in: context)
        let crew = try await ComputeCrew(
            name: settings.name, threads: settings.threads, cores: settings.cores, make: make
        ) { finished in
            _ = mailbox.post(.finished(finished))
        }
        self.crew = crew
        self.mailbox = mailbox
        state = Mutex(Shared())
        thread = Mutex(nil)
        let started = try OSThread(name: "\(settings.name) sockets") { [self] in
            do throws(ZeroMQError) {
                try run(settings, context)
            } catch {
                state.withLock { $0.error = error }
            }
        }
        thread.withLock { $0 = started }
    }

    /// The sockets' thread: waits for messages, finished batches and the time, and gives the loop its turns.
    private func run(_ settings: WorkerSettings, _ context: Context) throws(ZeroMQError) {
        let loop = try WorkerLoop(settings, context: context, serviceTimes: crew.serviceTimes, run: crew.run)
        var mailbox = try mailbox.reader()
        var poller = Poller()
        while !loop.isFinished {
            if loop.isChanged {
                poller = Poller()
                _ = poller.watch(mailbox.socket)
                loop.watch(in: &poller)
            }
            let next = loop.nextTurn.map { $0 - .now } ?? .seconds(1)
            try poller.wait(min(max(.zero, next), .seconds(1)))
            while let event = try mailbox.next() {
                switch event {
                case .finished(let finished): try loop.finished(finished)
                case .drain: try loop.drain()
                }
            }
            try loop.turn()
            state.withLock { $0.report = loop.report }
        }
    }

    /// What has become of all requests so far.
    package var account: WorkerDesk.Account { report.account }

    /// The worker at this moment.
    package var report: WorkerReport { state.withLock { $0.report } }

    /// Takes no more requests, finishes what is there, says goodbye. Returns at once; `finished` waits.
    package func drain() {
        _ = mailbox.post(.drain)
    }

    /// Waits until the worker has drained.
    ///
    /// - Throws: the error of a socket that ended the worker early.
    package func finished() async throws {
        let thread = thread.withLock { thread in
            defer { thread = nil }
            return thread
        }
        await thread?.finished()
        await crew.shutdown()
        if let error = state.withLock({ $0.error }) { throw error }
    }
}
