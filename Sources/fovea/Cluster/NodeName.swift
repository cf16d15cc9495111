import Foundation

/// Names for nodes that were given none.
enum NodeName {
    /// The host's name, cut to what a name may have.
    static var host: String { String(ProcessInfo.processInfo.hostName.prefix(48)) }

    /// The host's name and the process, unique on one machine.
    static func process(_ kind: String) -> String { "\(kind)-\(host)-\(ProcessInfo.processInfo.processIdentifier)" }
}
