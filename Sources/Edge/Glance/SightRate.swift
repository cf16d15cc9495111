import Images
import LFViT
import Synchronization

/// Lets a frame through now and then, whichever compute thread asks: so that watching costs the same at every load.
final class SightRate: Sendable {
    private let interval: Duration
    private let next: Mutex<ContinuousClock.Instant>

    init(interval: Duration) {
        self.interval = interval
        next = Mutex(.now)
    }

    /// Whether the frame at hand is kept. Never waits: where another thread is asking, that one's frame is.
    func takes(at now: ContinuousClock.Instant) -> Bool {
        next.withLockIfAvailable { next in
            guard now >= next else { return false }
            next = now + interval
            return true
        } ?? false
    }
}
