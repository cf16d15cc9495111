import ArgumentParser

/// An address as libzmq takes it, checked before anything is started.
struct Endpoint: ExpressibleByArgument, Sendable, CustomStringConvertible {
    let description: String

    init?(argument: String) {
        let known = ["tcp://", "ipc://"].contains { argument.hasPrefix($0) && argument.count > $0.count }
        guard known else { return nil }
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
