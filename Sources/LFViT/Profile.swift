/// How long each station of the model takes, summed over runs on one compute thread.
package final class Profile {
    /// A station; conversions between formats, biases, GELU and residuals belong to the station that they end.
    package enum Station: String, CaseIterable, Sendable {
        /// Patches into rows.
        case gather
        /// The product of patches.
        case embed
        /// The reuse block.
        case fuse
        /// Layer normalisation.
        case normalization
        /// The product that makes queries, keys and values.
        case qkv
        /// Attention between the two products.
        case attention
        /// The product after attention, and the residual.
        case projection
        /// The perceptron's first product, and GELU.
        case expand
        /// The perceptron's second product, and the residual.
        case contract
        /// The classifier.
        case head
        /// Whatever is left: copies, positions.
        case rest
    }

    private let clock = ContinuousClock()
    private var last: ContinuousClock.Instant
    private var sums = [Duration](repeating: .zero, count: Station.allCases.count)

    /// Begins with the first station.
    package init() {
        last = clock.now
    }

    /// Begins a run: what passed since the last station is nobody's.
    package func begin() {
        last = clock.now
    }

    /// Adds the time since the station before to a station.
    package func passed(_ station: Station) {
        let now = clock.now
        if let index = Station.allCases.firstIndex(of: station) { sums[index] += now - last }
        last = now
    }

    /// What every station took in all.
    package var durations: [(station: Station, time: Duration)] { Array(zip(Station.allCases, sums)) }
}
