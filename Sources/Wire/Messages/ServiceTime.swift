/// How long a worker takes for a batch of some size.
package struct ServiceTime: Equatable, Sendable {
    /// Requests in the batch, 1 to 256.
    package var batch: Int
    /// From the complete batch to its results.
    package var time: Duration

    /// Makes the value; bounds are checked when it is read from the network, see `Bounds`.
    package init(batch: Int, time: Duration) {
        self.batch = batch
        self.time = time
    }
}
