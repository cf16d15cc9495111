package import Links
package import Wire

/// What an edge knows of its coordinators and its hard frames, for metrics.
package struct ForwarderState: Equatable, Sendable {
    /// One coordinator.
    package struct Coordinator: Equatable, Sendable {
        /// Its address.
        package let endpoint: String
        /// What it is good for.
        package let standing: LinkStanding
    }

    /// The coordinators in the order of the settings.
    package var coordinators: [Coordinator] = []
    /// Whether a coordinator accepts this edge and takes requests.
    package var isServed: Bool {
        coordinators.contains { if case .welcomed = $0.standing { true } else { false } }
    }
    /// What happened to hard frames.
    package var counters = ForwardingCounters()
    /// Bytes of the requests, headers and payloads, that the sockets took, each sending counted.
    package var sentBytes = 0
    /// Messages of coordinators that could not be used.
    package var unusableMessages = 0
    /// Frames held for answers.
    package var inFlight = 0
    /// The gear in force; nil where no coordinator asks for one.
    package var gear: Gear?
    /// Its number in the gear table.
    package var gearNumber: Int? { gear?.number }
    /// What is sent of hard frames, and why.
    package var payload = Payload()

    /// The choice from the menu.
    package struct Payload: Equatable, Sendable {
        /// Its position.
        package var entry = 0
        /// Its name.
        package var name = ""
        /// Changes since the start.
        package var changes = 0
        /// Bytes a second that the narrowest link was seen to carry; nil while none was busy.
        package var linkRate: Double?
        /// Sendings that were left out because the link could not carry them in time.
        package var held = 0
    }

    /// Why a hard frame would fall back at once; nil when it would be sent.
    package var reasonToStay: FallbackReason?
}
