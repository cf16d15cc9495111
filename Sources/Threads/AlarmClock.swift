import CThreads
import Glibc

/// A timer that a thread waits for beside its sockets, to the microsecond: a poll's own limit counts in milliseconds.
///
/// Belongs to the thread that made it.
package struct AlarmClock: ~Copyable {
    /// Becomes readable when the time has come; watch it with a `Poller`.
    package let descriptor: Int32
    private var set: ContinuousClock.Instant?

    /// Makes a timer that is not set. Throws `AlarmClockError` when the process has no file descriptor left.
    package init() throws(AlarmClockError) {
        descriptor = fovea_timer_make()
        guard descriptor >= 0 else { throw AlarmClockError(code: errno) }
    }

    deinit { close(descriptor) }

    /// Rings at the instant and no longer at an earlier set one; at once where the instant has passed, never for nil.
    /// Setting it also ends its ringing.
    package mutating func ring(at instant: ContinuousClock.Instant?) {
        if instant == set, let instant, instant > .now { return }
        set = instant
        guard let instant else {
            fovea_timer_set(descriptor, 0)
            return
        }
        let parts = max(.nanoseconds(1), instant - .now).components
        fovea_timer_set(descriptor, parts.seconds * 1_000_000_000 + max(1, parts.attoseconds / 1_000_000_000))
    }
}

/// The process has no file descriptor left for a timer.
package struct AlarmClockError: Error, CustomStringConvertible {
    /// The error number.
    package let code: Int32

    /// One line for people, with the way out.
    package var description: String {
        "cannot make a timer: \(String(cString: strerror(code))); raise the limit of open files (ulimit -n)"
    }
}
