/// What the rounds of a broker benchmark come to.
package struct BrokerFigures: Equatable, Sendable, Encodable {
    /// The median of the rounds.
    package let proxyMessagesPerSecond: Double
    /// The median of the rounds.
    package let coordinatorMessagesPerSecond: Double
    /// The median of the rounds' own ratios, each of two measurements next to each other.
    package let ratio: Double
    /// Median round trip of one request at a time, in microseconds, without a broker.
    package let directMicrosecondsP50: Double
    /// What the proxy adds to that.
    package let proxyAddedMicrosecondsP50: Double
    /// What the coordinator adds to that.
    package let addedMicrosecondsP50: Double
    /// What the coordinator adds to the 99th percentile.
    package let addedMicrosecondsP99: Double

    /// Sums up.
    ///
    /// - Parameters:
    ///   - rounds: messages a second through each, measured in turn.
    ///   - trips: what single requests took on each way, one entry a round.
    package init(
        rounds: [(proxy: Double, coordinator: Double)], trips: [BrokerWay: [(p50: Double, p99: Double)]]
    ) {
        proxyMessagesPerSecond = Percentile.median(rounds.map(\.proxy))
        coordinatorMessagesPerSecond = Percentile.median(rounds.map(\.coordinator))
        ratio = Percentile.median(rounds.map { $0.proxy > 0 ? $0.coordinator / $0.proxy : 0 })
        let direct = trips[.direct] ?? []
        func added(_ way: BrokerWay, _ value: (((p50: Double, p99: Double)) -> Double)) -> Double {
            Percentile.median(zip(trips[way] ?? [], direct).map { value($0) - value($1) })
        }
        directMicrosecondsP50 = Percentile.median(direct.map(\.p50))
        proxyAddedMicrosecondsP50 = added(.proxy) { $0.p50 }
        addedMicrosecondsP50 = added(.coordinator) { $0.p50 }
        addedMicrosecondsP99 = added(.coordinator) { $0.p99 }
    }
}
