package import Edge

/// Decides which of a camera's frames are offered: not too many a second, and only where something changed.
package struct FrameGate: Sendable {
    private var rate: RateLimit?
    private var motion: MotionGate?

    /// Makes a gate; what is nil does not limit.
    package init(rate: Double? = nil, motion: MotionGate.Settings? = nil) {
        self.rate = rate.map(RateLimit.init)
        self.motion = motion.map(MotionGate.init)
    }

    /// Decides about a frame: nil to offer it, or why not.
    ///
    /// - Parameter luma: looks at the frame; only called where the rate allows it and motion matters. A frame that it
    ///   cannot look at counts as changed.
    package mutating func decide(at time: ContinuousClock.Instant, luma: () -> LumaGrid?) -> SkipReason? {
        if let rate, !rate.isDue(at: time) { return .rate }
        if motion != nil, let grid = luma(), motion?.passes(grid, at: time) == false { return .motion }
        rate?.pass(at: time)
        return nil
    }
}
