/// How a camera's frames come, at a mean rate.
package enum ArrivalPattern: Equatable, Sendable {
    /// One an interval, each displaced at random by up to half of `jitter` intervals to either side; 0 to 1.
    case cadence(jitter: Double)
    /// At exponentially distributed gaps: independent events.
    case poisson
    /// `size` frames together, as often as gives the mean rate.
    case bursts(size: Int)
    /// The rate grows, or falls, evenly from one multiple of the mean rate to another, and stays there.
    case ramp(from: Double, to: Double, over: Duration)

    /// Its name in reports.
    package var name: String {
        switch self {
        case .cadence: "cadence"
        case .poisson: "poisson"
        case .bursts: "bursts"
        case .ramp: "ramp"
        }
    }
}
