package import Metrics

/// A worker at one moment, as it sees itself: `received = answered + failed + dropped + waiting + running`.
package struct WorkerState: Codable, Sendable {
    /// Its stable name.
    package var name: String
    /// Its numeric format.
    package var precision: String
    /// Compute threads.
    package var threads: Int
    /// Requests that came.
    package var received = 0
    /// Requests answered.
    package var answered = 0
    /// Requests that failed, by reason.
    package var failed: [String: Int] = [:]
    /// Requests whose coordinator was lost.
    package var dropped = 0
    /// Requests that wait.
    package var waiting = 0
    /// Requests in work.
    package var running = 0
    /// How many requests a batch had.
    package var batches = Histogram.batches
    /// How long a batch took.
    package var compute = Histogram.seconds
    /// Seconds that the oldest batch has been under way; nil while there is none.
    package var longestBatch: Double?
    /// Seconds that it was measured to take.
    package var expectedBatch: Double?
    /// The coordinators.
    package var links: [LinkState] = []
    /// Whether it takes no more.
    package var isDraining = false

    /// Makes the state of a worker that has done nothing.
    package init(name: String, precision: String, threads: Int) {
        (self.name, self.precision, self.threads) = (name, precision, threads)
    }
}
