import Foundation
import Randomness

/// When one camera's frames are due, counted from the start: never ending, never going back, the same for the same seed.
package struct Arrivals: Sendable {
    private let pattern: ArrivalPattern
    private let interval: Double
    private let phase: Double
    private var generator: SeededGenerator
    private var count = 0
    private var time = 0.0

    /// Makes a camera's arrivals.
    ///
    /// - Parameters:
    ///   - rate: frames a second, above 0.
    ///   - seed: differs from camera to camera; it gives each its phase, so that cameras do not fire together.
    package init(_ pattern: ArrivalPattern, rate: Double, seed: UInt64) {
        self.pattern = pattern
        interval = 1 / rate
        generator = SeededGenerator(seed: SeededGenerator.mix(seed))
        phase = Double.random(in: 0..<1, using: &generator)
    }

    /// When the next frame is due.
    package mutating func next() -> Duration {
        let number = Double(count)
        switch pattern {
        case .cadence(let jitter):
            let shift = jitter * Double.random(in: -0.5...0.5, using: &generator)
            time = max(time, (number + phase + shift) * interval)
        case .poisson:
            time -= log(1 - Double.random(in: 0..<1, using: &generator)) * interval
        case .bursts(let size):
            time = (Double(count / size) + phase) * Double(size) * interval
        case .ramp(let first, let last, let length):
            time = Self.rampTime((number + phase) * interval, first, last, length / .seconds(1))
        }
        count += 1
        return .seconds(time)
    }

    /// When a rate that goes from `first` to `last` within `length` seconds and stays there has brought `amount`.
    ///
    /// Within the ramp `amount = first t + (last - first) t^2 / (2 length)`, solved for t without cancellation.
    private static func rampTime(_ amount: Double, _ first: Double, _ last: Double, _ length: Double) -> Double {
        let whole = (first + last) / 2 * length
        guard amount < whole else { return length + (amount - whole) / last }
        let slope = (last - first) / length
        return 2 * amount / (first + (first * first + 2 * slope * amount).squareRoot())
    }
}
