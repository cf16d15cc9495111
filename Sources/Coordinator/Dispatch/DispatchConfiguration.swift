package import Wire

/// The terms of a coordinator.
package struct DispatchConfiguration: Sendable {
    /// Who the coordinator is.
    package var identity: NodeIdentity
    /// How often both sides of a connection send a heartbeat.
    package var heartbeat = Duration.milliseconds(500)
    /// After how many silent intervals a peer is lost.
    package var lostAfter = 3
    /// The largest sum of a request's payload frames.
    package var maximumPayloadBytes = 4 << 20
    /// Requests that may wait.
    package var queueItems = 4096
    /// Payload bytes that may wait.
    package var queueBytes = 512 << 20
    /// How often a request is given to a worker at most.
    package var maximumAttempts = 3
    /// Edges and workers served at once.
    package var maximumPeers = 4096
    /// How long after its deadline a worker may still owe an answer before it must say hello again.
    package var debtLimit = Duration.seconds(30)
    /// What every node must compute with; nil takes over the first worker's.
    package var fingerprint: Fingerprint?
    /// What picks the gear of the edges; nil leaves them to their own settings.
    package var gear: FleetGear?
    /// The software's name and version, for people.
    package var software = "fovea"

    /// Makes the default terms.
    package init(identity: NodeIdentity) {
        self.identity = identity
    }
}
