import Synchronization
import Threads

/// A spool on a thread of its own: takes records from any thread without making it wait, writes those that come together
/// with one wait for the disk, and hands them to readers once they are safe.
///
/// The owner calls `stop` once, last.
package final class SpoolService: Sendable {
    /// What the thread is told.
    enum Command: Sendable {
        case append(byteCount: Int, @Sendable () -> SpoolRecord?, then: (@Sendable (Bool) -> Void)?)
        case addReader(String, Ticket<Void>)
        case removeReader(String)
        case read(String, count: Int, Ticket<[SpoolEntry]>)
        case acknowledge(String, through: UInt64)
        case flush(Ticket<Bool>)
    }

    private let queue = BlockingQueue<Command>(capacity: 4096)
    private let board = SpoolBoard()
    private let thread: OSThread
    private let incarnation = UInt64.random(in: 1...UInt64.max)
    private let sequence = Atomic<UInt64>(0)
    private let maximumHeld: Int

    /// Opens a spool and takes up what it holds.
    ///
    /// - Parameter folder: where it lies; nil for one in memory, which is gone with the process.
    /// - Throws: `SpoolFileError` where the folder cannot be used, `ThreadError`.
    package init(_ folder: String?, limits: SpoolLimits = SpoolLimits()) async throws {
        let start = Ticket<Void>()
        let (queue, board) = (queue, board)
        maximumHeld = limits.memoryBytes
        thread = try OSThread(name: "fovea spool") {
            do throws(SpoolFileError) {
                var files: DiskFiles?
                if let folder { files = try DiskFiles(folder) }
                var loop = SpoolLoop(try Spool(files, limits: limits), board: board)
                start.finish(.success(()))
                while let commands = queue.takeAll() { loop.turn(commands) }
                loop.end()
            } catch {
                start.finish(.failure(error))
            }
        }
        do {
            try await start.value()
        } catch {
            await thread.finished()
            throw error
        }
    }

    /// The spool at this moment.
    package var state: SpoolState { board.state }

    /// An id that no record has had.
    package func nextID() -> RecordID {
        RecordID(incarnation: incarnation, sequence: sequence.add(1, ordering: .relaxed).newValue)
    }

    /// Takes a record; never waits. It is lost, and counted, where as much waits for the disk as may.
    ///
    /// - Parameters:
    ///   - byteCount: about how much memory `make` holds on to.
    ///   - then: told once the record was written or could not be, with whether it would survive a power cut; called on
    ///     the spool's thread or, where the record is not taken, at once.
    ///   - make: makes the record on the spool's thread; nil where there is none to keep after all.
    package func append(
        byteCount: Int = 512, then: (@Sendable (Bool) -> Void)? = nil, _ make: @escaping @Sendable () -> SpoolRecord?
    ) {
        guard board.held.add(byteCount, ordering: .relaxed).newValue <= maximumHeld,
            queue.give(.append(byteCount: byteCount, make, then: then)) == .queued
        else {
            board.letGo(byteCount)
            board.refused.add(1, ordering: .relaxed)
            then?(false)
            return
        }
    }

    /// Waits until everything that was taken so far is written.
    ///
    /// - Returns: whether all of it would survive a power cut now.
    package func flush() async throws -> Bool {
        let ticket = Ticket<Bool>()
        try give(.flush(ticket))
        return try await ticket.value()
    }

    /// Adds a reader, or takes one up where it stopped; a new one gets what comes from now on.
    ///
    /// - Throws: `SpoolFileError` where its place cannot be kept, `SpoolStopped`.
    package func addReader(_ name: String) async throws {
        let ticket = Ticket<Void>()
        try give(.addReader(name, ticket))
        try await ticket.value()
    }

    /// Forgets a reader, whose place stays on disk in case that it comes back.
    package func removeReader(_ name: String) {
        _ = queue.give(.removeReader(name))
    }

    /// The next records that a reader has not acknowledged, oldest first; waits for one. One call a reader at a time.
    ///
    /// - Throws: `CancellationError`, `SpoolStopped`.
    package func next(_ reader: String, count: Int) async throws -> [SpoolEntry] {
        let ticket = Ticket<[SpoolEntry]>()
        try give(.read(reader, count: count, ticket))
        return try await withTaskCancellationHandler {
            try await ticket.value()
        } onCancel: {
            ticket.cancel()
        }
    }

    /// A reader needs nothing up to a position any more; never waits.
    package func acknowledge(_ reader: String, through position: UInt64) {
        _ = queue.give(.acknowledge(reader, through: position))
    }

    /// Writes what was taken, brings the readers' places to disk and ends.
    package func stop() async {
        queue.close()
        await thread.finished()
    }

    private func give(_ command: Command) throws(SpoolStopped) {
        guard queue.give(command) == .queued else { throw SpoolStopped() }
    }
}

/// The spool was stopped, or has more to do than it can.
package struct SpoolStopped: Error, CustomStringConvertible {
    /// One line for people.
    package let description = "the spool takes nothing more: it was stopped, or its disk is too slow"
}

/// What a spool's thread tells the others.
final class SpoolBoard: Sendable {
    /// Bytes of records that wait to be made.
    let held = Atomic<Int>(0)
    /// Records that were not taken.
    let refused = Atomic<UInt64>(0)
    private let published = Mutex(SpoolState())

    var state: SpoolState {
        var state = published.withLock { $0 }
        state.lost += refused.load(ordering: .relaxed)
        return state
    }

    /// A record was made of what it held on to.
    func letGo(_ byteCount: Int) {
        held.subtract(byteCount, ordering: .relaxed)
    }

    func publish(_ state: SpoolState) {
        published.withLock { $0 = state }
    }
}
