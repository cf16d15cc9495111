import Synchronization

/// One result that a thread makes and one task waits for; whichever comes first, finishing or cancelling, decides.
///
/// A thread that must set itself up before it is of use reports through a ticket how that went.
package final class Ticket<Value: Sendable>: Sendable {
    private enum State {
        case waiting(CheckedContinuation<Value, any Error>?)
        case running(CheckedContinuation<Value, any Error>?)
        case finished(Result<Value, any Error>)
        case delivered
    }

    private let state = Mutex(State.waiting(nil))

    /// Makes a ticket that nobody has claimed.
    package init() {}

    /// Claims the work for the calling thread; false when it was cancelled meanwhile.
    package func start() -> Bool {
        state.withLock { state in
            guard case .waiting(let continuation) = state else { return false }
            state = .running(continuation)
            return true
        }
    }

    /// Hands over the result; the first call counts.
    package func finish(_ result: Result<Value, any Error>) {
        let continuation = state.withLock { state -> CheckedContinuation<Value, any Error>? in
            switch state {
            case .waiting(let continuation), .running(let continuation):
                state = continuation == nil ? .finished(result) : .delivered
                return continuation
            case .finished, .delivered:
                return nil
            }
        }
        continuation?.resume(with: result)
    }

    /// Ends work that no thread has claimed; work in progress is left to end by itself.
    package func cancel() {
        let cancelled = Result<Value, any Error>.failure(CancellationError())
        let continuation = state.withLock { state -> CheckedContinuation<Value, any Error>? in
            guard case .waiting(let continuation) = state else { return nil }
            state = continuation == nil ? .finished(cancelled) : .delivered
            return continuation
        }
        continuation?.resume(with: cancelled)
    }

    /// Waits for the result; called once.
    package func value() async throws -> Value {
        try await withCheckedThrowingContinuation { continuation in
            let result = state.withLock { state -> Result<Value, any Error>? in
                switch state {
                case .waiting:
                    state = .waiting(continuation)
                    return nil
                case .running:
                    state = .running(continuation)
                    return nil
                case .finished(let result):
                    state = .delivered
                    return result
                case .delivered:
                    preconditionFailure("a ticket has one waiter")
                }
            }
            if let result { continuation.resume(with: result) }
        }
    }
}
