/// What a service tells the one who started it, as `sd_notify(3)` writes it.
package enum Notice: Equatable, Sendable {
    /// It has started and serves.
    case ready
    /// It lives: the watchdog begins to count anew.
    case alive
    /// It was asked to stop and finishes what it has.
    case stopping
    /// One line for people, shown by `systemctl status`.
    case status(String)

    /// The assignment, without a line's end: a status of several lines becomes one.
    var text: String {
        switch self {
        case .ready: "READY=1"
        case .alive: "WATCHDOG=1"
        case .stopping: "STOPPING=1"
        case .status(let line): "STATUS=" + line.split(whereSeparator: \.isNewline).joined(separator: " ")
        }
    }
}
