import CLibAV
import Cameras

/// Tells when frames were captured: now for a camera; for a recording by its own time stamps, from when it was opened.
struct StreamClock {
    private let isLive: Bool
    private let patience: Patience?
    private let start = ContinuousClock.now
    private let unit: Double
    private let interval: Double
    private var first: Int64?
    private var seconds = 0.0

    /// Makes the clock of a stream.
    ///
    /// - Parameter patience: to hold a recording's frames back until they are due; nil not to.
    init(_ stream: UnsafeMutablePointer<AVStream>, isLive: Bool, _ patience: Patience?) {
        (self.isLive, self.patience) = (isLive, patience)
        unit = av_q2d(stream.pointee.time_base)
        let rate = stream.pointee.avg_frame_rate
        interval = rate.num > 0 && rate.den > 0 ? Double(rate.den) / Double(rate.num) : 0.04
    }

    /// When a frame with this time stamp was captured; waits until then where it is to.
    mutating func time(of stamp: Int64) throws(CameraError) -> ContinuousClock.Instant {
        guard !isLive else { return .now }
        if stamp == video_no_time {
            // It follows the one before.
            seconds += first == nil ? 0 : interval
            first = first ?? 0
        } else {
            first = first ?? stamp
            seconds = Double(stamp - (first ?? stamp)) * unit
        }
        let due = start + .seconds(seconds)
        try patience?.sleep(until: due)
        return due
    }
}
