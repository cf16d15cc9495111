import UnixSignals

/// Waits until the operator or the system asks the process to stop.
enum StopSignal {
    /// Returns at the first SIGTERM or SIGINT. A second one ends the process at once, as it would any other.
    static func wait() async {
        for await _ in await UnixSignalsSequence(trapping: .sigterm, .sigint) { return }
    }
}
