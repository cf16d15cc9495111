import Threads

/// The spool's thread: does what it is told together, with one wait for the disk, and serves the readers that wait.
struct SpoolLoop: ~Copyable {
    private struct Waiter {
        let count: Int
        let ticket: Ticket<[SpoolEntry]>
    }

    private var spool: Spool<DiskFiles>
    private let board: SpoolBoard
    private var waiters: [String: Waiter] = [:]

    init(_ spool: consuming Spool<DiskFiles>, board: SpoolBoard) {
        self.spool = spool
        self.board = board
        publish()
    }

    /// One turn: what was asked, the disk, the readers.
    mutating func turn(_ commands: [SpoolService.Command]) {
        var flushes: [Ticket<Bool>] = []
        var written: [(then: @Sendable (Bool) -> Void, isKept: Bool)] = []
        for command in commands {
            switch command {
            case .append(let byteCount, let make, let then):
                let record = make()
                if let record { spool.append(record) }
                if let then { written.append((then, record != nil)) }
                board.letGo(byteCount)
            case .addReader(let name, let ticket): ticket.finish(addReader(name))
            case .removeReader(let name):
                spool.removeReader(name)
                waiters.removeValue(forKey: name)?.ticket.finish(.failure(CancellationError()))
            case .read(let name, let count, let ticket): waiters[name] = Waiter(count: count, ticket: ticket)
            case .acknowledge(let name, let position): spool.acknowledge(name, through: position)
            case .flush(let ticket): flushes.append(ticket)
            }
        }
        let isSafe = spool.commit()
        var served: [(ticket: Ticket<[SpoolEntry]>, entries: [SpoolEntry])] = []
        for (name, waiter) in waiters {
            let entries = spool.read(name, count: waiter.count)
            guard !entries.isEmpty else { continue }
            waiters[name] = nil
            served.append((waiter.ticket, entries))
        }
        // Whoever is told something finds the state to match.
        publish()
        for flush in flushes { flush.finish(.success(isSafe)) }
        for record in written { record.then(isSafe && record.isKept) }
        for reader in served { reader.ticket.finish(.success(reader.entries)) }
    }

    /// The last turn.
    mutating func end() {
        _ = spool.commit()
        spool.close()
        for waiter in waiters.values { waiter.ticket.finish(.failure(SpoolStopped())) }
        waiters = [:]
        publish()
    }

    private mutating func addReader(_ name: String) -> Result<Void, any Error> {
        do {
            return .success(try spool.addReader(name))
        } catch {
            return .failure(error)
        }
    }

    private func publish() {
        var state = SpoolState()
        (state.byteCount, state.memoryBytes) = (spool.byteCount, spool.memoryBytes)
        (state.lost, state.failure, state.tornBytes) = (spool.lost, spool.failure, spool.tornBytes)
        state.readers = spool.standing.map { .init(name: $0.key, waiting: $0.value.waiting, missed: $0.value.missed) }
            .sorted { $0.name < $1.name }
        board.publish(state)
    }
}
