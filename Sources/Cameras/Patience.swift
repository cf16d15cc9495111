import Glibc
import Synchronization

/// How long a camera's thread may block: until a deadline, and not once somebody asked it to stop.
///
/// The thread sets the deadline before each call that may block; whatever blocks asks `isOver` at least every
/// `Patience.slice`. Any thread may call `stop`.
package final class Patience: Sendable {
    private struct State {
        var deadline: ContinuousClock.Instant?
        var reason = CameraError.stopped
        var isStopped = false
        var farewell: ContinuousClock.Instant?
    }

    /// The longest that anything blocks between two looks at the time.
    package static let slice = Duration.milliseconds(50)

    private let state = Mutex(State())

    /// Makes a patience without bound.
    package init() {}

    /// Sets the bound of what comes next; nil: none.
    ///
    /// - Parameter reason: what it means that the bound was reached.
    package func allow(until deadline: ContinuousClock.Instant?, _ reason: CameraError) {
        state.withLock { ($0.deadline, $0.reason, $0.farewell) = (deadline, reason, nil) }
    }

    /// Grants a moment to take leave of a peer in, although it is over; until the next bound is set.
    package func grantFarewell() {
        state.withLock { $0.farewell = .now + .milliseconds(200) }
    }

    /// Ends it for good.
    package func stop() {
        state.withLock { $0.isStopped = true }
    }

    /// Whether somebody asked to stop.
    package var isStopped: Bool { state.withLock { $0.isStopped } }

    /// Whether whatever blocks must return.
    package var isOver: Bool { end != nil }

    /// Why it is over; nil while it is not.
    package var end: CameraError? {
        state.withLock { state in
            if let farewell = state.farewell, farewell > .now { return nil }
            if state.isStopped { return .stopped }
            guard let deadline = state.deadline, deadline <= .now else { return nil }
            return state.reason
        }
    }

    /// Returns as soon as a descriptor has one of the events of `poll`. Blocks the calling thread.
    ///
    /// - Throws: why the patience is over.
    package func wait(for descriptor: Int32, _ events: Int32) throws(CameraError) {
        while true {
            if let end { throw end }
            var watched = pollfd(fd: descriptor, events: Int16(events), revents: 0)
            if poll(&watched, 1, Int32(Self.slice / .milliseconds(1))) > 0 { return }
        }
    }

    /// Blocks the calling thread until an instant.
    ///
    /// - Throws: `CameraError.stopped` when somebody asked to stop before.
    package func sleep(until instant: ContinuousClock.Instant) throws(CameraError) {
        while true {
            if isStopped { throw .stopped }
            let rest = min(instant - .now, Self.slice)
            guard rest > .zero else { return }
            var time = timespec(tv_sec: 0, tv_nsec: Int(rest / .nanoseconds(1)))
            nanosleep(&time, nil)
        }
    }
}
