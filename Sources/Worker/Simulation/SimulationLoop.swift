import HeapModule
import Threads
import Wire
import ZeroMQ

/// The thread of some simulated workers: their sockets, and one heap of the batches in work by when they are done.
struct SimulationLoop: ~Copyable {
    /// Batches in work, and how many there have been.
    private final class Work {
        var heap = Heap<Entry>()
        var count = 0
    }

    private struct Entry: Comparable {
        let done: ContinuousClock.Instant
        let begun: ContinuousClock.Instant
        /// Puts batches that are done at the same time in the order of their beginning.
        let order: Int
        let worker: Int
        let batch: ComputeCrew.Batch

        static func < (left: Entry, right: Entry) -> Bool { (left.done, left.order) < (right.done, right.order) }
        static func == (left: Entry, right: Entry) -> Bool { left.order == right.order }
    }

    private let service: SimulatedService
    private let workers: [WorkerLoop]
    private let work = Work()
    private var mailbox: Mailbox<Void>.Reader
    private var alarm: AlarmClock
    private var poller = Poller()

    init(
        _ settings: [WorkerSettings], _ service: SimulatedService, context: Context, mailbox: Mailbox<Void>
    ) throws {
        let serviceTimes = service.serviceTimes
        let work = self.work
        let workers = try settings.enumerated().map { index, settings in
            try WorkerLoop(settings, context: context, serviceTimes: serviceTimes) { batch in
                let now = ContinuousClock.now
                work.count += 1
                work.heap.insert(
                    Entry(
                        done: now + service.time(of: batch.requests.map(\.request.id)), begun: now, order: work.count,
                        worker: index, batch: batch
                    )
                )
            }
        }
        let reader = try mailbox.reader()
        let alarm = try AlarmClock()
        self.service = service
        self.workers = workers
        self.mailbox = reader
        self.alarm = alarm
    }

    /// Runs until all workers have drained; reports their account after every round.
    mutating func run(report: (WorkerDesk.Account) -> Void) throws {
        watch()
        while !workers.allSatisfy(\.isFinished) {
            try wait()
            while try mailbox.next() != nil { for worker in workers { try worker.drain() } }
            try finishWork()
            for worker in workers where !worker.isFinished { try worker.turn() }
            report(workers.reduce(into: WorkerDesk.Account()) { $0.add($1.account) })
        }
    }

    private mutating func watch() {
        poller = Poller()
        _ = poller.watch(mailbox.socket)
        poller.watch(descriptor: alarm.descriptor)
        for worker in workers { worker.watch(in: &poller) }
    }

    private mutating func wait() throws {
        if workers.contains(where: \.isChanged) { watch() }
        alarm.ring(at: work.heap.min?.done)
        let next = workers.compactMap(\.nextTurn).min().map { $0 - .now } ?? .seconds(1)
        try poller.wait(min(max(.zero, next), .seconds(1)))
    }

    private func finishWork() throws {
        while let entry = work.heap.min, entry.done <= .now {
            work.heap.removeMin()
            let compute = ContinuousClock.now - entry.begun
            let answers = entry.batch.requests.map { service.answer($0.request, compute: compute) }
            try workers[entry.worker].finished(ComputeCrew.Finished(batch: entry.batch, answers: answers))
        }
    }
}

extension WorkerDesk.Account {
    /// Adds another account to this one.
    mutating func add(_ other: Self) {
        received += other.received
        answered += other.answered
        failed.merge(other.failed, uniquingKeysWith: +)
        dropped += other.dropped
        waiting += other.waiting
        running += other.running
        busy += other.busy
    }
}
