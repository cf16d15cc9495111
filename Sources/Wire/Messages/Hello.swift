/// An edge or worker introduces itself: the first message on every connection.
package struct Hello: Equatable, Sendable {
    /// Who it is.
    package var identity: NodeIdentity
    /// What it computes with.
    package var fingerprint: Fingerprint
    /// Its numeric format.
    package var precision: Precision
    /// What it is for.
    package var kind: Kind
    /// Name and version, for people.
    package var software: String
    /// Where an edge's page is, for people; empty where it has none.
    package var page: String

    /// Makes the value; bounds are checked when it is read from the network, see `Bounds`.
    package init(
        identity: NodeIdentity,
        fingerprint: Fingerprint,
        precision: Precision,
        kind: Kind,
        software: String = "",
        page: String = ""
    ) {
        self.identity = identity
        self.fingerprint = fingerprint
        self.precision = precision
        self.kind = kind
        self.software = software
        self.page = page
    }

    /// What only edges or only workers say.
    package enum Kind: Equatable, Sendable {
        /// An edge with these cameras, named for people.
        case edge(cameras: [String])
        /// A worker.
        case worker(WorkerOffer)
    }

    /// What the node is for.
    package var role: Role {
        switch kind {
        case .edge: .edge
        case .worker: .worker
        }
    }
}
