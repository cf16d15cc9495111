import Randomness

/// What a camera's thread does next: opens the stream, reads it, and after every failure waits longer before it tries again.
/// A plain value: what happened and a time in, the next step out.
package struct CameraCourse: Sendable {
    /// A point in time.
    package typealias Instant = ContinuousClock.Instant

    /// The next thing to do.
    package enum Step: Equatable, Sendable {
        /// Open the stream by then.
        case open(by: Instant)
        /// Read the next frame by then; nil: whenever it comes.
        case read(by: Instant?)
        /// Let go of the stream and wait until then.
        case wait(until: Instant)
        /// Nothing: there will be no more frames.
        case finish
    }

    /// How the stream stands.
    package private(set) var standing = StreamStanding.connecting
    /// How often the stream was opened.
    package private(set) var openings = 0
    /// How often it failed, or came to an end.
    package private(set) var failures = 0
    /// Frames that were read.
    package private(set) var frames = 0
    /// When the last one was read.
    package private(set) var lastFrame: Instant?

    private let address: CameraAddress
    private let silence: Duration
    private let opening: Duration
    private var backoff: Backoff
    private var hasShownFrames = false

    /// Makes the course of a camera that was never opened.
    ///
    /// - Parameter seed: spreads the attempts of many cameras.
    package init(_ settings: CameraSettings, seed: UInt64) {
        address = settings.address
        silence = settings.silence
        opening = settings.opening
        backoff = Backoff(first: settings.firstRetry, maximum: settings.longestRetry, seed: seed)
    }

    /// Begins, and begins again after a wait.
    package func begin(at now: Instant) -> Step {
        .open(by: now + opening)
    }

    /// The stream is open.
    package mutating func opened(at now: Instant) -> Step {
        openings += 1
        hasShownFrames = false
        return read(at: now)
    }

    /// A frame was read.
    package mutating func frame(at now: Instant) -> Step {
        frames += 1
        lastFrame = now
        hasShownFrames = true
        standing = .live
        backoff.reset()
        return read(at: now)
    }

    /// The stream could not be opened, or broke.
    package mutating func failed(_ error: CameraError, at now: Instant) -> Step {
        guard error.kind != .stopped else {
            standing = .ended
            return .finish
        }
        failures += 1
        standing = .lost(error)
        return .wait(until: now + backoff.next())
    }

    /// The stream came to its end.
    package mutating func ended(at now: Instant) -> Step {
        guard address.returns else {
            standing = .ended
            return .finish
        }
        guard hasShownFrames else {
            return failed(CameraError(.unreadable, "\(address): there is no frame in it"), at: now)
        }
        guard !address.isLive else {
            return failed(CameraError(.ended, "\(address): the camera ended its stream"), at: now)
        }
        return begin(at: now)
    }

    private func read(at now: Instant) -> Step {
        .read(by: address.maySayNothing ? nil : now + silence)
    }
}
