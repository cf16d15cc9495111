package import Wire

/// Decides which waiting requests are answered together, and which are not answered at all because their budget is gone.
///
/// A plain value: requests and the time go in, batches come out. It never waits for more requests while a compute thread
/// is free: on a processor a batch of two gains a few per cent, and a request that waits loses all of its waiting.
package struct BatchAssembler: Sendable {
    /// A waiting request, as far as the decision needs it.
    package struct Entry: Sendable, Equatable {
        /// Names the request at this worker. Not the request's id: an edge that changed its coordinator may have sent
        /// the same request twice.
        package let ticket: Int
        /// Requests batch together only where they keep equally many cells: their sequences are equally long.
        package let keptCount: Int
        /// When its edge gives up, as time since the worker's start.
        package let deadline: Duration

        /// Makes an entry.
        package init(ticket: Int, keptCount: Int, deadline: Duration) {
            self.ticket = ticket
            self.keptCount = keptCount
            self.deadline = deadline
        }
    }

    /// What to do now.
    package struct Decision: Sendable, Equatable {
        /// Answer these together; empty where nothing waits.
        package var batch: [Int] = []
        /// Refuse these: their answer would come too late.
        package var expired: [Int] = []
    }

    /// Waiting requests, the earliest deadline first.
    private var waiting: [Entry] = []
    private let serviceTimes: [ServiceTime]
    private let single: Duration

    /// Makes an empty assembler.
    ///
    /// - Parameter serviceTimes: measured when the worker started; the sizes of batches that can be formed.
    package init(serviceTimes: [ServiceTime]) {
        precondition(!serviceTimes.isEmpty, "a worker measures at least one batch size")
        self.serviceTimes = serviceTimes
        single = serviceTimes[0].time
    }

    /// How many requests wait.
    package var count: Int { waiting.count }

    /// Adds a request that has arrived.
    package mutating func add(_ entry: Entry) {
        let place = waiting.firstIndex { $0.deadline > entry.deadline } ?? waiting.count
        waiting.insert(entry, at: place)
    }

    /// Takes out a request that its edge no longer wants; false where it does not wait here any more.
    package mutating func cancel(_ ticket: Int) -> Bool {
        guard let place = waiting.firstIndex(where: { $0.ticket == ticket }) else { return false }
        waiting.remove(at: place)
        return true
    }

    /// Forms the next batch for a compute thread that is free now.
    ///
    /// The earliest deadline goes first; others that keep as many cells join it as long as that lowers the time a request
    /// takes and the earliest is still in time.
    package mutating func next(at now: Duration) -> Decision {
        var decision = Decision()
        waiting.removeAll { entry in
            guard now + single > entry.deadline else { return false }
            decision.expired.append(entry.ticket)
            return true
        }
        guard let first = waiting.first else { return decision }
        let mates = waiting.filter { $0.keptCount == first.keptCount }
        let size = batchSize(candidates: mates.count, slack: first.deadline - now)
        decision.batch = mates.prefix(size).map(\.ticket)
        waiting.removeAll { decision.batch.contains($0.ticket) }
        return decision
    }

    /// The size with the least time a request, among those that the candidates fill and the slack allows.
    private func batchSize(candidates: Int, slack: Duration) -> Int {
        var best = serviceTimes[0]
        for time in serviceTimes where time.batch <= candidates && time.time <= slack {
            if time.time / Double(time.batch) < best.time / Double(best.batch) { best = time }
        }
        return min(best.batch, candidates)
    }
}
