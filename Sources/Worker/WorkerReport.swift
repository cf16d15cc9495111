package import Links
package import Metrics
import Wire

/// A worker at one moment, for metrics and readiness.
package struct WorkerReport: Sendable {
    /// What has become of all requests.
    package var account = WorkerDesk.Account()
    /// Where it stands with each coordinator.
    package var coordinators: [Coordinator] = []
    /// How many requests batches had.
    package var batches = Histogram.batches
    /// How long batches took, from when they were formed to their results.
    package var durations = Histogram.seconds
    /// The batches under way: when each was formed and how long one of its size was measured to take.
    package var underWay: [UnderWay] = []
    /// Whether it takes no more requests.
    package var isDraining = false

    /// One coordinator.
    package struct Coordinator: Equatable, Sendable {
        /// Its address.
        package let endpoint: String
        /// What it is good for.
        package let standing: LinkStanding
    }

    /// A batch that a compute thread has.
    package struct UnderWay: Sendable {
        /// Its first request's ticket.
        let ticket: Int
        /// When it was formed.
        package let formed: ContinuousClock.Instant
        /// How long one of its size was measured to take.
        package let expected: Duration
    }

    /// Makes an empty report.
    package init() {}

    mutating func began(_ tickets: [Int], measured: [ServiceTime], at now: ContinuousClock.Instant) {
        let expected = measured.first { $0.batch >= tickets.count } ?? measured.last
        underWay.append(UnderWay(ticket: tickets[0], formed: now, expected: expected?.time ?? .zero))
        batches.record(Double(tickets.count))
    }

    mutating func ended(_ tickets: [Int], at now: ContinuousClock.Instant) {
        guard let index = underWay.firstIndex(where: { $0.ticket == tickets.first }) else { return }
        durations.record(now - underWay.remove(at: index).formed)
    }
}
