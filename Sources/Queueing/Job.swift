/// One request of a trace: when it came and how long it keeps a server busy.
package struct Job: Equatable, Sendable {
    /// Since the beginning of the trace.
    package let arrival: Duration
    /// How long its service takes, whichever server it gets.
    package let service: Duration

    /// Makes a job.
    package init(arrival: Duration, service: Duration) {
        self.arrival = arrival
        self.service = service
    }
}
