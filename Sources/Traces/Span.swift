/// A frame's time at one station.
package struct Span: Sendable {
    /// The station.
    package let station: String
    /// The request that the frame became, the same at every process; nil where it became none.
    package let request: String?
    /// The frame's camera.
    package let camera: String
    /// The frame's number at its camera.
    package let frame: UInt64
    /// When it came to the station.
    package let start: ContinuousClock.Instant
    /// How long it stayed.
    package let duration: Duration

    /// Describes a stay.
    package init(
        _ station: String, request: String?, camera: String, frame: UInt64, start: ContinuousClock.Instant,
        duration: Duration
    ) {
        (self.station, self.request, self.camera, self.frame) = (station, request, camera, frame)
        (self.start, self.duration) = (start, duration)
    }
}
