import Threads
import Wire
import ZeroMQ

/// The compute threads of a worker, each with an engine of its own.
///
/// The first thread makes its engine and measures it; the others follow. Batches come through one queue, results go to
/// the socket's thread through its mailbox.
final class ComputeCrew: Sendable {
    /// A batch on its way to a thread.
    struct Batch: Sendable {
        let tickets: [Int]
        let requests: [PendingRequest]
        /// When it was formed, as time since the worker's start.
        let formed: Duration
    }

    /// A batch on its way back.
    struct Finished: Sendable {
        let batch: Batch
        let answers: [EngineAnswer]
    }

    /// The batch sizes that the engine forms and how long they take.
    let serviceTimes: [ServiceTime]

    private let queue: BlockingQueue<Batch>
    private let threads: [OSThread]

    /// Starts the threads and waits until the engines are made and measured.
    ///
    /// - Parameter cores: held meanwhile, so that what is measured is one thread an image, as where much waits.
    /// - Throws: what making an engine threw: a worker whose canary fails never becomes ready.
    init(
        name: String, threads count: Int, cores: SharedCores? = nil,
        make: @escaping @Sendable () throws -> any BatchEngine,
        finished: @escaping @Sendable (Finished) -> Void
    ) async throws {
        let queue = BlockingQueue<Batch>(capacity: count)
        let starts = (0..<count).map { _ in Ticket<[ServiceTime]>() }
        cores?.change(by: cores?.count ?? 0)
        defer { cores?.change(by: -(cores?.count ?? 0)) }
        var threads: [OSThread] = []
        var serviceTimes: [ServiceTime] = []
        do {
            for (index, start) in starts.enumerated() {
                threads.append(
                    try OSThread(name: "\(name) \(index)") {
                        do {
                            var engine = try make()
                            start.finish(.success(index == 0 ? engine.measure() : []))
                            while let batch = queue.take() {
                                let pressure = BatchPressure(batch.requests, formed: batch.formed)
                                let answers = engine.answer(batch.requests, under: pressure)
                                finished(Finished(batch: batch, answers: answers))
                            }
                        } catch {
                            start.finish(.failure(error))
                        }
                    }
                )
                // One after the other: a measurement beside the making of other engines would be wrong.
                let times = try await start.value()
                if index == 0 { serviceTimes = times }
            }
        } catch {
            queue.close()
            for thread in threads { await thread.finished() }
            throw error
        }
        self.threads = threads
        self.queue = queue
        self.serviceTimes = serviceTimes
    }

    /// Hands a batch to a free thread; the desk knows that there is one.
    func run(_ batch: Batch) {
        let outcome = queue.give(batch)
        precondition(outcome == .queued, "the desk handed out more batches than there are threads")
    }

    /// Ends the threads after their last batch.
    func shutdown() async {
        queue.close()
        for thread in threads { await thread.finished() }
    }
}
