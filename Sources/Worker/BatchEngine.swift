package import Wire

/// What answers batches on a compute thread: the model, or a simulation that only takes its time.
///
/// Made, used and dropped on one compute thread.
package protocol BatchEngine {
    /// Measures the sizes of batches that it forms, smallest first, beginning with 1; called once, before any batch.
    mutating func measure() -> [ServiceTime]

    /// Answers requests that keep equally many cells; one header for each, in their order.
    ///
    /// A request whose payload cannot be used gets a `FocusFailure`; it disturbs no other.
    mutating func answer(_ batch: [PendingRequest]) -> [EngineAnswer]

    /// The same, for engines that take less trouble where many wait.
    mutating func answer(_ batch: [PendingRequest], under pressure: BatchPressure) -> [EngineAnswer]
}

extension BatchEngine {
    /// Engines that take the same trouble always.
    package mutating func answer(_ batch: [PendingRequest], under pressure: BatchPressure) -> [EngineAnswer] {
        answer(batch)
    }
}

/// What an engine says of one request.
package enum EngineAnswer: Sendable {
    /// The classes, most probable first, and how long decoding and the model took.
    case answered(top: [Answer], decoding: Duration, compute: Duration)
    /// Why there is no answer.
    case failed(FailureCode, reason: String)
}
