package import Edge

/// A camera and how its stream is treated.
package struct CameraSettings: Sendable {
    /// The camera.
    package var camera: Camera
    /// Where its frames come from.
    package var address: CameraAddress
    /// Frames a second that are offered at most, above 0; for a folder those that it shows, 5 where nil.
    package var rate: Double?
    /// When a frame counts as changed; nil to offer unchanged ones too.
    package var motion: MotionGate.Settings?
    /// How long a stream may say nothing before it counts as stale.
    package var silence: Duration = .seconds(10)
    /// How long opening it may take.
    package var opening: Duration = .seconds(15)
    /// How long it waits before it tries again, the first time; twice as long each further time.
    package var firstRetry: Duration = .milliseconds(500)
    /// The longest that it waits before it tries again.
    package var longestRetry: Duration = .seconds(30)

    /// Settings that limit nothing.
    package init(_ camera: Camera, _ address: CameraAddress) {
        (self.camera, self.address) = (camera, address)
    }

    /// The gate that its frames pass.
    var gate: FrameGate {
        // A folder keeps its rate by itself.
        if case .folder = address { return FrameGate(motion: motion) }
        return FrameGate(rate: rate, motion: motion)
    }
}
