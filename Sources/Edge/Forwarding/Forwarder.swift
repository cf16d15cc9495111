import Synchronization
import Threads
import Wire
import ZeroMQ

/// The edge's end of the network: a thread that owns the sockets to all coordinators and runs `Forwarding`.
final class Forwarder: Sendable {
    /// What the thread tells and is told.
    final class Board: Sendable {
        let state = Mutex(ForwarderState())
        let end = Mutex<ContinuousClock.Instant?>(nil)
        let frames = Atomic<Int>(0)
    }

    private let board = Board()
    private let mailbox: Mailbox<HardFrame>
    private let thread: OSThread
    private let finish: @Sendable (HardFrame, Forwarding<HardFrame>.Ending) -> Void

    /// Starts the thread and begins to connect.
    ///
    /// - Parameters:
    ///   - budget: how long a frame may take until its answer.
    ///   - classes: how many classes the model has; answers that name others cannot be used.
    ///   - notice: told what changes at the coordinators, on the forwarder's thread.
    ///   - partial: told provisional answers, on the forwarder's thread.
    ///   - finish: told each frame's end, exactly once, on the forwarder's thread or on the caller's of `forward`.
    init(
        _ uplink: Uplink, limits: Forwarding<HardFrame>.Limits, budget: Duration, emitsPartials: Bool, classes: Int,
        notice: @escaping @Sendable (EdgeNotice) -> Void,
        partial: @escaping @Sendable (HardFrame, FocusResult?) -> Void,
        finish: @escaping @Sendable (HardFrame, Forwarding<HardFrame>.Ending) -> Void
    ) async throws {
        let mailbox = try Mailbox<HardFrame>(capacity: limits.frames, in: uplink.context)
        let start = Ticket<Void>()
        let board = board
        thread = try OSThread(name: "fovea forwarder") {
            do {
                let forwarding = Forwarding<HardFrame>(
                    coordinators: uplink.coordinators.map(\.endpoint), limits: limits, emitsPartials: emitsPartials
                )
                var loop = try ForwarderLoop(
                    uplink, forwarding, mailbox: mailbox, board: board, budget: budget, classes: classes,
                    notice: notice,
                    partial: partial, finish: finish
                )
                start.finish(.success(()))
                loop.run()
            } catch {
                start.finish(.failure(error))
            }
        }
        self.mailbox = mailbox
        self.finish = finish
        do {
            try await start.value()
        } catch {
            await thread.finished()
            throw error
        }
    }

    /// What the thread knows of its coordinators and frames.
    var state: ForwarderState { board.state.withLock { $0 } }

    /// Why a hard frame would fall back at once; nil when it would be sent.
    var reasonToStay: FallbackReason? {
        isStopping ? .stopping : board.state.withLock { $0.reasonToStay }
    }

    /// The gear in force, on any thread.
    var gear: Gear? { board.state.withLock { $0.gear } }

    /// Which entry of the menu is to be sent, on any thread.
    var entry: Int { board.state.withLock { $0.payload.entry } }

    private var isStopping: Bool { board.end.withLock { $0 != nil } }

    /// Counts a frame that was looked at, hard or not, on any thread; coordinators are told, to know what another gear
    /// would send them.
    func countFrame() {
        board.frames.add(1, ordering: .relaxed)
    }

    /// Takes a hard frame, on any thread; its end is told to `finish`.
    func forward(_ hard: HardFrame) {
        if !mailbox.post(hard) { finish(hard, .fallback(reasonToStay ?? .saturated)) }
    }

    /// Takes no more frames, waits for answers until `end` at the latest, says goodbye and ends.
    func stop(by end: ContinuousClock.Instant) {
        board.end.withLock { $0 = end }
        mailbox.close()
    }

    /// Waits until the thread has ended, after `stop`.
    func finished() async {
        await thread.finished()
    }
}
