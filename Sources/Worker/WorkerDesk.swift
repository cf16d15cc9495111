package import Wire

/// What a worker does with its requests, from arrival to reply: a plain value without sockets, threads or clock.
///
/// Every request that arrives leaves exactly once: replied to, or dropped because the coordinator that sent it is gone
/// (which gives it to another worker).
package struct WorkerDesk: Sendable {
    /// What the owner does.
    package enum Action: Equatable, Sendable {
        /// Hand these requests to a free compute thread, together.
        case run([Int])
        /// Reply that there is no answer, and forget the request.
        case refuse(Int, FailureCode)
        /// Forget the request; nobody waits for the reply.
        case drop(Int)
    }

    /// Every request that arrived, by what became of it.
    package struct Account: Equatable, Sendable {
        /// All that arrived.
        package var received = 0
        /// A reply with an answer went out.
        package var answered = 0
        /// A reply without an answer went out, by reason.
        package var failed: [FailureCode: Int] = [:]
        /// Its coordinator was lost before the reply.
        package var dropped = 0
        /// Requests that still wait.
        package var waiting = 0
        /// Requests in work.
        package var running = 0
        /// How long compute threads had batches, of all threads together.
        package var busy = Duration.zero

        /// Makes an empty account.
        package init() {}

        /// Whether nothing is unaccounted for.
        package var isBalanced: Bool {
            received == answered + failed.values.reduce(0, +) + dropped + waiting + running
        }
    }

    /// What has become of all requests so far.
    package private(set) var account = Account()
    /// Whether no more requests are taken.
    package private(set) var isDraining = false

    private struct Held {
        let coordinator: Int
        let id: RequestID
        /// When its batch was formed; nil while it waits.
        var began: Duration?
        var isOrphan = false
        var isRunning: Bool { began != nil }
    }

    private var held: [Int: Held] = [:]
    private var assembler: BatchAssembler
    private var idleThreads: Int
    private let threads: Int

    /// Makes a desk.
    ///
    /// - Parameters:
    ///   - serviceTimes: the batch sizes that were measured.
    ///   - threads: how many compute threads take batches.
    package init(serviceTimes: [ServiceTime], threads: Int) {
        assembler = BatchAssembler(serviceTimes: serviceTimes)
        idleThreads = threads
        self.threads = threads
    }

    /// Whether every request has left.
    package var isEmpty: Bool { held.isEmpty }

    /// Among how much work the cores are divided: batches in work, and requests that wait for a thread.
    package var demand: Int { threads - idleThreads + account.waiting }

    /// What heartbeats tell of this worker.
    package func load(threads: Int) -> Load {
        Load(
            utilization: Float(threads - idleThreads) / Float(threads), queued: account.waiting,
            inFlight: account.running
        )
    }

    /// Takes a request in.
    package mutating func arrived(
        _ entry: BatchAssembler.Entry, id: RequestID, from coordinator: Int, at now: Duration
    ) -> [Action] {
        account.received += 1
        held[entry.ticket] = Held(coordinator: coordinator, id: id)
        account.waiting += 1
        guard !isDraining else { return [refuse(entry.ticket, .draining)] }
        assembler.add(entry)
        return dispatch(at: now)
    }

    /// The edge gave a request up. One in work is finished and replied to.
    package mutating func cancelled(_ id: RequestID, by coordinator: Int) -> [Action] {
        let tickets = held.filter { $0.value.id == id && $0.value.coordinator == coordinator && !$0.value.isRunning }
        return tickets.keys.filter { assembler.cancel($0) }.map { refuse($0, .cancelled) }
    }

    /// A coordinator is lost: what waits for it is dropped now, what is in work when it is done.
    package mutating func lost(_ coordinator: Int) -> [Action] {
        var actions: [Action] = []
        for (ticket, request) in held where request.coordinator == coordinator {
            if request.isRunning {
                held[ticket]?.isOrphan = true
            } else if assembler.cancel(ticket) {
                held[ticket] = nil
                account.waiting -= 1
                account.dropped += 1
                actions.append(.drop(ticket))
            }
        }
        return actions
    }

    /// A compute thread has finished a batch. Tells for each request whether its reply goes out.
    package mutating func finished(_ tickets: [(ticket: Int, failure: FailureCode?)], at now: Duration) -> [Action] {
        idleThreads += 1
        if let first = tickets.first, let began = held[first.ticket]?.began { account.busy += now - began }
        var actions: [Action] = []
        for (ticket, failure) in tickets {
            guard let request = held.removeValue(forKey: ticket) else { continue }
            account.running -= 1
            if request.isOrphan {
                account.dropped += 1
                actions.append(.drop(ticket))
            } else if let failure {
                account.failed[failure, default: 0] += 1
            } else {
                account.answered += 1
            }
        }
        return actions + dispatch(at: now)
    }

    /// Takes no more requests from now on.
    package mutating func drain() {
        isDraining = true
    }

    private mutating func dispatch(at now: Duration) -> [Action] {
        var actions: [Action] = []
        while idleThreads > 0, assembler.count > 0 {
            let decision = assembler.next(at: now)
            actions += decision.expired.map { refuse($0, .deadlinePassed) }
            guard !decision.batch.isEmpty else { break }
            for ticket in decision.batch { held[ticket]?.began = now }
            account.waiting -= decision.batch.count
            account.running += decision.batch.count
            idleThreads -= 1
            actions.append(.run(decision.batch))
        }
        return actions
    }

    private mutating func refuse(_ ticket: Int, _ code: FailureCode) -> Action {
        held[ticket] = nil
        account.waiting -= 1
        account.failed[code, default: 0] += 1
        return .refuse(ticket, code)
    }
}
