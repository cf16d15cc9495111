import Durations
import Foundation
import Randomness

/// How long simulated work takes: a distribution of times, and the time that falls to each request.
///
/// A plain value. A request's time follows from its number and the seed alone, so whoever knows both, such as a queueing
/// simulator, knows the times that the workers will take, whichever of them takes the request.
package struct ServiceDistribution: Equatable, Sendable {
    /// A family of distributions.
    package enum Shape: Equatable, Sendable {
        /// Always the same.
        case fixed(Duration)
        /// Any time of the range, all equally likely.
        case uniform(ClosedRange<Duration>)
        /// Without memory, of that mean.
        case exponential(mean: Duration)
        /// Its logarithm is normal: the median, and the logarithm's standard deviation.
        case lognormal(median: Duration, sigma: Double)
    }

    /// The family and its parameters.
    package let shape: Shape
    /// Other seeds give other times.
    package let seed: UInt64

    /// Makes a distribution.
    package init(_ shape: Shape, seed: UInt64 = 1) {
        self.shape = shape
        self.seed = seed
    }

    /// Reads `fixed:100ms`, `uniform:50ms-150ms`, `exponential:100ms` or `lognormal:100ms,0.5` (median, standard deviation
    /// of the logarithm); times in `us`, `ms` or `s`, above zero and at most ten minutes. Nil where it is none of these.
    package init?(_ text: String, seed: UInt64 = 1) {
        let parts = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        guard parts.count == 2, let shape = Self.shape(parts[0], parts[1]) else { return nil }
        self.init(shape, seed: seed)
    }

    private static func shape(_ family: String, _ parameters: String) -> Shape? {
        switch family {
        case "fixed": return time(parameters).map { .fixed($0) }
        case "exponential": return time(parameters).map { .exponential(mean: $0) }
        case "uniform":
            let bounds = parameters.split(separator: "-").map { time(String($0)) }
            guard bounds.count == 2, let low = bounds[0], let high = bounds[1], low <= high else { return nil }
            return .uniform(low...high)
        case "lognormal":
            let values = parameters.split(separator: ",").map(String.init)
            guard values.count == 2, let median = time(values[0]), let sigma = Double(values[1]), (0...4) ~= sigma
            else {
                return nil
            }
            return .lognormal(median: median, sigma: sigma)
        default: return nil
        }
    }

    private static func time(_ text: String) -> Duration? {
        Duration(text: text).flatMap { $0 > .zero && $0 <= .seconds(600) ? $0 : nil }
    }

    /// The mean time.
    package var mean: Duration {
        switch shape {
        case .fixed(let time): time
        case .uniform(let range): (range.lowerBound + range.upperBound) / 2
        case .exponential(let mean): mean
        case .lognormal(let median, let sigma): median * exp(sigma * sigma / 2)
        }
    }

    /// The time that the request of that number takes: at least a microsecond, at most ten minutes.
    package func time(of number: UInt64) -> Duration {
        var generator = SeededGenerator(seed: SeededGenerator.mix(number) ^ seed)
        let time: Duration
        switch shape {
        case .fixed(let fixed): time = fixed
        case .uniform(let range):
            time =
                range.lowerBound + (range.upperBound - range.lowerBound) * Double.random(in: 0..<1, using: &generator)
        case .exponential(let mean):
            time = mean * -log(1 - Double.random(in: 0..<1, using: &generator))
        case .lognormal(let median, let sigma):
            // Box and Muller's way from two uniform numbers to a normal one.
            let radius = (-2 * log(1 - Double.random(in: 0..<1, using: &generator))).squareRoot()
            time = median * exp(sigma * radius * cos(2 * .pi * Double.random(in: 0..<1, using: &generator)))
        }
        return min(max(.microseconds(1), time), .seconds(600))
    }
}
