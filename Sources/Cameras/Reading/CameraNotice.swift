package import Edge

/// What a camera says when its stream changes.
package enum CameraNotice: Equatable, Sendable, CustomStringConvertible {
    /// Frames come.
    case live(Camera)
    /// They do not, and it tries again.
    case lost(Camera, CameraError, retry: Duration)
    /// They will not any more.
    case ended(Camera)

    /// One line for people.
    package var description: String {
        switch self {
        case .live(let camera): "camera \(camera) is live"
        case .lost(let camera, let error, let retry):
            "camera \(camera): \(error); trying again in \(Int((retry / .milliseconds(1)).rounded())) ms"
        case .ended(let camera): "camera \(camera) has ended"
        }
    }
}
