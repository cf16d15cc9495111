/// A worker answers one request, which returns its credit.
package struct FocusResult: Equatable, Sendable {
    /// Names the request.
    package var id: RequestID
    /// Whether no better answer follows.
    package var isFinal: Bool
    /// The answer.
    package var answer: Answer
    /// The most probable classes, falling, up to 5.
    package var top: [Answer]
    /// Who answered, 1 to 64 bytes.
    package var worker: String
    /// Where the time went.
    package var times: StationTimes
    /// Requests in the batch.
    package var batch: Int
    /// The numeric format used.
    package var precision: Precision
    /// As in the request.
    package var attempt: Int

    /// Makes the value; bounds are checked when it is read from the network, see `Bounds`.
    package init(
        id: RequestID,
        isFinal: Bool = true,
        answer: Answer,
        top: [Answer] = [],
        worker: String,
        times: StationTimes = StationTimes(),
        batch: Int = 1,
        precision: Precision,
        attempt: Int = 1
    ) {
        self.id = id
        self.isFinal = isFinal
        self.answer = answer
        self.top = top
        self.worker = worker
        self.times = times
        self.batch = batch
        self.precision = precision
        self.attempt = attempt
    }

    /// How long a request was at each station.
    package struct StationTimes: Equatable, Sendable {
        /// At the coordinator.
        package var queued = Duration.zero
        /// From arrival at the worker until the batch was formed.
        package var batching = Duration.zero
        /// Decoding of the payload.
        package var decoding = Duration.zero
        /// The model's run on the whole batch.
        package var compute = Duration.zero

        /// All of them: how long the request was with coordinator and worker.
        package var sum: Duration { queued + batching + decoding + compute }

        /// Makes times of zero.
        package init() {}
    }
}
