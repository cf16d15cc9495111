/// A coordinator accepts a hello and tells its terms.
package struct Welcome: Equatable, Sendable {
    /// Who answers.
    package var coordinator: NodeIdentity
    /// How often both sides send a heartbeat.
    package var heartbeat: Duration
    /// After how many silent intervals a peer counts as lost.
    package var lostAfter: Int
    /// The largest sum of a request's payload frames.
    package var maximumPayloadBytes: Int
    /// Name and version, for people.
    package var software: String
    /// The gear in force, for edges.
    package var gear: Gear?

    /// Makes the value; bounds are checked when it is read from the network, see `Bounds`.
    package init(
        coordinator: NodeIdentity,
        heartbeat: Duration,
        lostAfter: Int,
        maximumPayloadBytes: Int,
        software: String = "",
        gear: Gear? = nil
    ) {
        self.coordinator = coordinator
        self.heartbeat = heartbeat
        self.lostAfter = lostAfter
        self.maximumPayloadBytes = maximumPayloadBytes
        self.software = software
        self.gear = gear
    }
}
