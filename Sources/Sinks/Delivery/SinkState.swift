/// A sink at one moment.
package struct SinkState: Equatable, Sendable {
    /// Its name in the configuration.
    package var name: String
    /// Results that it has.
    package var delivered = 0
    /// Results that it will never take.
    package var refused = 0
    /// Attempts that failed.
    package var failures = 0
    /// Results that wait for it.
    package var waiting: UInt64 = 0
    /// Seconds since the frame of the oldest result that it was offered and has not taken; nil where there is none.
    package var oldest: Double?
    /// Results that were dropped before it had them.
    package var missed: UInt64 = 0
    /// Why it takes nothing at the moment; nil where it does.
    package var obstacle: String?

    init(name: String) {
        self.name = name
    }
}
