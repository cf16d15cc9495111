import CThreads
import Synchronization

/// Threads that do the steps of one thread's work together with it: each step in parts, and no step before the last one is
/// done.
///
/// Belongs to the thread that made it, the leader, which does parts too; the others wait for the next step at their seats,
/// awake for 50 to 100 us and then asleep, so that an idle team takes no processor time. A part that its
/// thread has not begun when the leader is through with its own is taken back by the leader: nobody waits for a thread
/// that has not woken, or that the system lets others go before. Steps allocate nothing.
package final class ComputeTeam {
    /// Does one part: the step's arguments, which part, of how many.
    package typealias Body = @convention(c) (UnsafeMutableRawPointer, Int, Int) -> Void

    private let seats: [Seat]
    private let threads: [OSThread]

    /// The most parts of a step: the leader and the threads beside it.
    package var size: Int { 1 + seats.count }

    /// Starts `size - 1` threads.
    ///
    /// - Parameter name: names the threads: `name 1`, `name 2`, ...
    package init(name: String, size: Int) throws(ThreadError) {
        precondition(size > 0, "a team has at least its leader")
        var (seats, threads): ([Seat], [OSThread]) = ([], [])
        do {
            for number in 1..<max(1, size) {
                let seat = Seat()
                seats.append(seat)
                threads.append(try OSThread(name: "\(name) \(number)") { seat.serve() })
            }
        } catch {
            ComputeTeam.end(seats, threads)
            throw error
        }
        self.seats = seats
        self.threads = threads
    }

    /// Sends the threads home; they sleep or are about to, so that joining them takes microseconds.
    deinit { ComputeTeam.end(seats, threads) }

    private static func end(_ seats: [Seat], _ threads: [OSThread]) {
        for seat in seats { seat.leave() }
        for thread in threads { thread.join() }
        for seat in seats { seat.free() }
    }

    /// Does a step: `body` for each part of `0 ..< parts`, and returns when all are done. Each part is done once, by one
    /// thread, whichever that is.
    ///
    /// - Parameters:
    ///   - parts: 1 to `size`.
    ///   - arguments: what the parts read, and where each writes what is its own.
    package func run(parts: Int, _ arguments: UnsafeMutableRawPointer, _ body: Body) {
        precondition((1...size).contains(parts), "\(parts) parts for a team of \(size)")
        let processor = fovea_processor()
        for part in 1..<max(1, parts) {
            seats[part - 1].offer(
                Seat.Part(body: body, arguments: arguments, part: part, parts: parts), from: processor)
        }
        body(arguments, 0, parts)
        for part in 1..<max(1, parts) where seats[part - 1].takeBack() { body(arguments, part, parts) }
        for part in 1..<max(1, parts) { seats[part - 1].awaitEnd() }
    }
}

/// Where one thread of a team and its leader meet.
private struct Seat: @unchecked Sendable {
    // Unchecked because of its pointers: `state` and `leader` are atomic; `part` is written by the leader while nothing is offered and
    // read by the thread once it has begun, which `state` orders. Both live until the thread was joined.

    /// One part of a step.
    struct Part {
        let body: ComputeTeam.Body
        let arguments: UnsafeMutableRawPointer
        let part: Int
        let parts: Int
    }

    /// What `state` holds.
    private enum State {
        /// Nothing is to be done; the thread is awake.
        static let empty: UInt32 = 0
        /// Nothing is to be done; the thread sleeps, or is about to.
        static let asleep: UInt32 = 1
        /// A part waits for the thread.
        static let offered: UInt32 = 2
        /// The thread is at the part.
        static let begun: UInt32 = 3
        /// The same, and the leader sleeps until it is done.
        static let awaited: UInt32 = 4
        /// The thread is to end.
        static let over: UInt32 = 5
    }

    /// How long a thread waits awake, in breaths of 25 to 50 ns: about as long as being woken takes.
    private static let patience = 2000

    private let state: UnsafeMutablePointer<Atomic<UInt32>>
    private let part: UnsafeMutablePointer<Part?>
    /// The processor that the leader offers from.
    private let leader: UnsafeMutablePointer<Atomic<Int32>>

    init() {
        // A pair of cache lines each: processors fetch neighbours.
        let lines = 128
        state = UnsafeMutableRawPointer.allocate(byteCount: lines, alignment: lines)
            .bindMemory(to: Atomic<UInt32>.self, capacity: 1)
        state.initialize(to: Atomic(State.empty))
        part = UnsafeMutableRawPointer.allocate(byteCount: lines, alignment: lines)
            .bindMemory(to: Part?.self, capacity: 1)
        part.initialize(to: nil)
        leader = .allocate(capacity: 1)
        leader.initialize(to: Atomic(-1))
    }

    func free() {
        state.deinitialize(count: 1)
        UnsafeMutableRawPointer(state).deallocate()
        part.deinitialize(count: 1)
        UnsafeMutableRawPointer(part).deallocate()
        leader.deinitialize(count: 1)
        leader.deallocate()
    }

    // The leader's side.

    func offer(_ next: Part, from processor: Int32) {
        if leader.pointee.load(ordering: .relaxed) != processor {
            leader.pointee.store(processor, ordering: .relaxed)
        }
        part.pointee = next
        exchange(State.offered)
    }

    /// Takes a part back that the thread has not begun.
    func takeBack() -> Bool { change(State.offered, to: State.empty) }

    /// Waits until the thread has nothing to do.
    func awaitEnd() {
        for _ in 0..<Seat.patience {
            if !isBusy { return }
            fovea_breathe()
        }
        // The system may have given this processor's time to others, and the thread may need it.
        guard change(State.begun, to: State.awaited) else { return }
        while isBusy { fovea_sleep_while(state, State.awaited) }
    }

    func leave() { exchange(State.over) }

    // The thread's side.

    /// Does what is offered until the team ends.
    func serve() {
        while awaitOffer() {
            guard !isInTheWay, change(State.offered, to: State.begun), let part = part.pointee else { continue }
            part.body(part.arguments, part.part, part.parts)
            if state.pointee.exchange(State.empty, ordering: .acquiringAndReleasing) == State.awaited {
                fovea_wake(state)
            }
        }
    }

    /// Whether the thread was woken where its leader runs, which stands still then; it goes elsewhere, and looks again.
    private var isInTheWay: Bool {
        let processor = fovea_processor()
        guard processor == leader.pointee.load(ordering: .relaxed) else { return false }
        fovea_leave_processor(processor)
        return fovea_processor() != processor
    }

    /// Waits for an offer; false when the team ends.
    private func awaitOffer() -> Bool {
        var breaths = 0
        while true {
            switch state.pointee.load(ordering: .acquiring) {
            case State.offered: return true
            case State.over: return false
            case State.empty where breaths < Seat.patience:
                breaths += 1
                fovea_breathe()
            case State.empty: _ = change(State.empty, to: State.asleep)
            default: fovea_sleep_while(state, State.asleep)
            }
        }
    }

    private var isBusy: Bool {
        let now = state.pointee.load(ordering: .acquiring)
        return now == State.begun || now == State.awaited
    }

    /// Sets the state, and wakes the thread where it slept.
    private func exchange(_ next: UInt32) {
        if state.pointee.exchange(next, ordering: .acquiringAndReleasing) == State.asleep { fovea_wake(state) }
    }

    private func change(_ from: UInt32, to next: UInt32) -> Bool {
        state.pointee.compareExchange(expected: from, desired: next, ordering: .acquiringAndReleasing).exchanged
    }
}
