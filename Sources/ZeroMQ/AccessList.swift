/// What a peer may be; each has an authentication domain and so a list of keys of its own.
package enum PeerRole: String, CaseIterable, Hashable, Sendable {
    /// Sends requests.
    case edge
    /// Answers them.
    case worker
    /// Looks on.
    case monitor

    /// The domain that a listening socket sets so that the handler consults this role's list.
    package var authenticationDomain: String { "fovea.\(rawValue)" }
}

/// Which public keys may connect in which role.
package struct AccessList: Equatable, Sendable {
    private var names: [PeerRole: [PublicKey: String]] = [:]

    /// Makes a list that allows nobody.
    package init() {}

    /// Allows a key in a role under a name for logs, which becomes the connection's `User-Id`.
    package mutating func allow(_ key: PublicKey, as role: PeerRole, named name: String) {
        names[role, default: [:]][key] = name
    }

    /// Withdraws a key from a role; open connections stay.
    package mutating func withdraw(_ key: PublicKey, as role: PeerRole) {
        names[role]?[key] = nil
    }

    /// The name of a key in a role; nil when it is not allowed.
    package func name(of key: PublicKey, as role: PeerRole) -> String? {
        names[role]?[key]
    }
}
