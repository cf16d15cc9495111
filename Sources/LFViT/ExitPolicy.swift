/// Decides whether localization's answer stands: where its confidence reaches the threshold (the paper's `p >= eta`).
package struct ExitPolicy: Sendable, Equatable {
    private let threshold: Float
    private let earlyExit: Bool

    /// Makes a policy; without `earlyExit` no confidence suffices.
    package init(threshold: Double, earlyExit: Bool) {
        self.threshold = Float(threshold)
        self.earlyExit = earlyExit
    }

    /// Makes the policy of a cascade's settings.
    package init(_ settings: CascadeSettings) {
        self.init(threshold: settings.threshold, earlyExit: settings.earlyExit)
    }

    /// Whether a frame of this confidence is answered by localization alone.
    package func exits(confidence: Float) -> Bool {
        earlyExit && confidence >= threshold
    }
}
