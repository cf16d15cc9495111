import ArgumentParser

/// An address as libzmq takes it, checked before anything is started.
struct Endpoint: ExpressibleByArgument, Sendable, CustomStringConvertible {
    let description: String

    init?(argument: String) {
        if argument.hasPrefix("tcp://") {
            let parts = argument.dropFirst("tcp://".count).split(separator: ":", omittingEmptySubsequences: false)
            guard parts.count >= 2, let port = parts.last, !parts[0].isEmpty || parts.count > 2,
                port == "*" || UInt16(port) != nil
            else { return nil }
        } else {
            guard argument.hasPrefix("ipc://"), argument.count > "ipc://".count else { return nil }
        }
        description = argument
    }

    init(_ text: String) {
        description = text
    }

    /// Whether nobody off this machine can reach it, so that it may go without encryption.
    var isLocal: Bool {
        description.hasPrefix("ipc://")
            || ["127.", "localhost:", "[::1]:"].contains { description.dropFirst("tcp://".count).hasPrefix($0) }
    }
}
