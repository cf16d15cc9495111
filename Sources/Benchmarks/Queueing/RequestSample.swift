/// What became of one request of a load generator; times since the generator's beginning.
struct RequestSample: Sendable {
    /// When it should have been sent: latencies count from then, or a slow system would slow its own measurement.
    var scheduled = Duration.zero
    /// When it was sent.
    var sent = Duration.zero
    /// When its answer came; nil without one.
    var answered: Duration?
    /// What the worker says its batch took.
    var compute = Duration.zero
    /// What it waited at the coordinator, as that says.
    var queued = Duration.zero
}
