/// Lets a camera's frames pass in which something changed, and one now and then where nothing does.
///
/// Each frame is compared with the one that passed last, not with the one before: what creeps is noticed too.
package struct MotionGate: Sendable {
    /// When a frame counts as changed.
    package struct Settings: Equatable, Sendable {
        /// The least share of cells that must have changed, above 0 and at most 1.
        package var share: Double
        /// By how many of 255 levels a cell must differ to have changed; noise stays below.
        package var step = 10
        /// The longest that nothing passes.
        package var interval: Duration

        /// Makes settings.
        package init(share: Double = 0.01, interval: Duration = .seconds(10)) {
            (self.share, self.interval) = (share, interval)
        }
    }

    private let settings: Settings
    private var last: (grid: LumaGrid, time: ContinuousClock.Instant)?

    /// Makes a gate that lets the first frame pass.
    package init(_ settings: Settings) {
        self.settings = settings
    }

    /// Whether a frame passes.
    package mutating func passes(_ grid: LumaGrid, at time: ContinuousClock.Instant) -> Bool {
        if let last, time - last.time < settings.interval,
            grid.change(from: last.grid, step: settings.step) < settings.share
        {
            return false
        }
        last = (grid, time)
        return true
    }
}
