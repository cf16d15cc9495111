package import Foundation
import Synchronization

/// The latest hard frames, for the page. Hung up from any thread, a few times a second at most.
package final class Wall: Sendable {
    private struct State {
        var frames: [WallFrame] = []
        var count = 0
    }

    private let state = Mutex(State())
    private let capacity: Int

    /// Makes an empty wall.
    package init(capacity: Int = 12) {
        self.capacity = capacity
    }

    /// The frames, the newest first.
    package var frames: [WallFrame] { state.withLock { $0.frames.reversed() } }

    /// Hangs a frame up; the oldest goes where there is no room.
    package func hang(_ frame: WallFrame) {
        state.withLock { state in
            state.count += 1
            var frame = frame
            frame.id = state.count
            if state.frames.count == capacity { state.frames.removeFirst() }
            state.frames.append(frame)
        }
    }

    /// A frame's picture; nil when it hangs no more.
    package func picture(_ id: Int) -> Data? {
        state.withLock { state in state.frames.first { $0.id == id }?.picture }
    }
}
