import Synchronization

/// Something that happens once, on any thread, and that asynchronous code waits for.
package final class Completion: Sendable {
    private enum State {
        case pending([CheckedContinuation<Void, Never>])
        case complete
    }

    private let state = Mutex(State.pending([]))

    /// Makes a completion that has not happened.
    package init() {}

    /// Whether it has happened.
    package var isComplete: Bool {
        state.withLock { if case .complete = $0 { true } else { false } }
    }

    /// Makes it happen; called from any thread. Doing so again has no effect.
    package func complete() {
        let waiting = state.withLock { state -> [CheckedContinuation<Void, Never>] in
            guard case .pending(let waiting) = state else { return [] }
            state = .complete
            return waiting
        }
        for continuation in waiting { continuation.resume() }
    }

    /// Waits until it has happened; does not end early when the task is cancelled.
    package func wait() async {
        await withCheckedContinuation { continuation in
            let isComplete = state.withLock { state -> Bool in
                guard case .pending(let waiting) = state else { return true }
                state = .pending(waiting + [continuation])
                return false
            }
            if isComplete { continuation.resume() }
        }
    }
}
