/// The times of a connection that the coordinator does not set.
package struct LinkTimes: Equatable, Sendable {
    /// How long the answer to a hello may take.
    package var patience: Duration = .seconds(2)
    /// The bounds of the delay between attempts to connect.
    package var reconnect: ClosedRange<Duration> = .milliseconds(100)...Duration.seconds(5)

    /// Makes the usual times.
    package init() {}
}
