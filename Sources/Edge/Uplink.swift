package import Links
package import Wire
package import ZeroMQ

/// An edge's way to the workers: who it is, which coordinators it may ask, and how.
package struct Uplink: Sendable {
    /// One coordinator.
    package struct Coordinator: Sendable {
        /// Where it listens for edges, such as `tcp://10.0.0.5:7100`.
        package let endpoint: String
        /// Its public key; nil for a connection in the clear.
        package let key: PublicKey?

        /// Names a coordinator.
        package init(_ endpoint: String, key: PublicKey? = nil) {
            self.endpoint = endpoint
            self.key = key
        }
    }

    /// The context of the sockets; the same as the coordinator's for `inproc://`.
    package var context: Context
    /// The coordinators; each camera prefers one of them.
    package var coordinators: [Coordinator]
    /// The stable name and this start of the edge.
    package var identity: NodeIdentity
    /// What the edge computes with.
    package var fingerprint: Fingerprint
    /// In which numeric format.
    package var precision = Precision.float32
    /// The cameras by name, for people.
    package var cameras: [Camera] = []
    /// Name and version of the software, for people.
    package var software = ""
    /// Where its page is, for people; empty where it has none.
    package var page = ""
    /// The edge's own key pair, for coordinators that have a key.
    package var keys: KeyPair?
    /// The times of the connections.
    package var times = LinkTimes()
    /// What may be sent of hard frames; the edge chooses by what the link carries.
    package var menu = PayloadMenu.only("features")
    /// Makes, on each compute thread, what turns hard frames into payloads.
    package var payload: @Sendable () throws -> PayloadEncoding

    /// Makes an uplink with the usual times.
    package init(
        context: Context, coordinators: [Coordinator], identity: NodeIdentity, fingerprint: Fingerprint,
        payload: @escaping @Sendable () throws -> PayloadEncoding
    ) {
        self.context = context
        self.coordinators = coordinators
        self.identity = identity
        self.fingerprint = fingerprint
        self.payload = payload
    }

    /// Checks what can be checked without a connection.
    package func check() throws(EdgeError) {
        guard !coordinators.isEmpty else {
            throw EdgeError("an uplink needs a coordinator; without one run the edge on its own")
        }
        guard Set(coordinators.map(\.endpoint)).count == coordinators.count else {
            throw EdgeError("a coordinator is named twice: \(coordinators.map(\.endpoint).joined(separator: ", "))")
        }
        guard identity.incarnation != 0, Bounds.nameBytes.contains(identity.name.utf8.count) else {
            throw EdgeError("the edge's name \"\(identity.name)\": expected 1 to 64 bytes, and an incarnation but 0")
        }
        if let encrypted = coordinators.first(where: { $0.key != nil }), keys == nil {
            throw EdgeError("\(encrypted.endpoint) has a key but this edge has none; make one with `fovea keys`")
        }
    }

    /// The keys of a connection; nil in the clear.
    func keys(to coordinator: Coordinator) -> (own: KeyPair, coordinator: PublicKey)? {
        guard let keys, let key = coordinator.key else { return nil }
        return (keys, key)
    }

    var hello: Hello {
        Hello(
            identity: identity, fingerprint: fingerprint, precision: precision,
            kind: .edge(cameras: cameras.prefix(Bounds.cameras.upperBound).map(\.name)), software: software,
            page: page
        )
    }
}
