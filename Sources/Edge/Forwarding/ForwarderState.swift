package import Links

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
    /// What happened to hard frames.
    package var counters = ForwardingCounters()
    /// Messages of coordinators that could not be used.
    package var unusableMessages = 0
    /// Frames held for answers.
    package var inFlight = 0
    /// Why a hard frame would fall back at once; nil when it would be sent.
    package var reasonToStay: FallbackReason?
}
