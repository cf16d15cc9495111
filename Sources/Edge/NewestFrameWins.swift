/// A live camera's one waiting place: a newer frame takes the place of an older one that still waits.
///
/// So a slow edge shows a camera's present, not its past, and holds at most two of its frames.
package struct NewestFrameWins<Frame> {
    /// What to do about a frame that arrived.
    package enum Arrival {
        /// Nothing is under way: look at it.
        case begins(Frame)
        /// It waits.
        case waits
        /// It waits in the place of this older one, which is dropped.
        case supersedes(Frame)
    }

    private var isBusy = false
    private var waiting: Frame?

    /// Makes an idle camera.
    package init() {}

    /// A frame arrives.
    package mutating func arrive(_ frame: Frame) -> Arrival {
        guard isBusy else {
            isBusy = true
            return .begins(frame)
        }
        defer { waiting = frame }
        return waiting.map(Arrival.supersedes) ?? .waits
    }

    /// The frame that began was looked at; returns the one to begin next.
    package mutating func finish() -> Frame? {
        defer { waiting = nil }
        isBusy = waiting != nil
        return waiting
    }
}
