/// Looks for the highest rate that is held: doubling until one is not, then bisection.
///
/// One run proves little near the limit, so a rate counts as held only when it was held twice; one failure is a failure.
package struct RateSearch: Sendable {
    /// The highest rate that was held twice; nil where none was.
    package private(set) var held: Double?
    /// The lowest rate that was not held; nil where all were.
    package private(set) var failed: Double?
    /// The rate to try next; nil when the search is over.
    package private(set) var next: Double?

    private let bounds: ClosedRange<Double>
    private let resolution: Double
    private var isConfirming = false

    /// Begins a search.
    ///
    /// - Parameters:
    ///   - start: the first rate that is tried.
    ///   - bounds: the rates that are tried at all.
    ///   - resolution: it ends when the held and the failed rate differ by this share of the failed one.
    package init(start: Double, within bounds: ClosedRange<Double>, resolution: Double = 0.05) {
        self.bounds = bounds
        self.resolution = resolution
        next = min(max(start, bounds.lowerBound), bounds.upperBound)
    }

    /// The rate that was to be tried next was held, or was not.
    package mutating func record(held isHeld: Bool) {
        guard let rate = next else { return }
        if isHeld, !isConfirming {
            isConfirming = true
            return
        }
        isConfirming = false
        if isHeld { held = max(rate, held ?? rate) } else { failed = min(rate, failed ?? rate) }
        next = follow()
    }

    private func follow() -> Double? {
        switch (held, failed) {
        case (.some(let held), .some(let failed)):
            return failed - held <= resolution * failed ? nil : (held + failed) / 2
        case (.some(let held), nil): return held >= bounds.upperBound ? nil : min(2 * held, bounds.upperBound)
        case (nil, .some(let failed)): return failed <= bounds.lowerBound ? nil : max(failed / 2, bounds.lowerBound)
        case (nil, nil): return next
        }
    }
}
