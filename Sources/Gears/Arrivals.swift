/// How much came within a time. What comes at random varies by the square root of its count, so a few arrivals say less of
/// the rate than many do.
struct Arrivals: Sendable {
    /// How much came.
    var count: Double
    /// Within which time.
    var time: Duration

    /// Arrivals a second.
    var rate: Double { count / (time / .seconds(1)) }

    /// The rate that the true one is above, but for a chance that shrinks with the number of standard deviations.
    func rate(below deviations: Double) -> Double {
        max(0, count - deviations * count.squareRoot()) / (time / .seconds(1))
    }

    /// The rate that the true one is below, likewise.
    func rate(above deviations: Double) -> Double {
        (count + deviations * (count + 1).squareRoot()) / (time / .seconds(1))
    }
}
