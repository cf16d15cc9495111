/// Why a frame that a camera captured was not offered to the edge.
package enum SkipReason: String, Hashable, CaseIterable, Sendable {
    /// It came sooner after the one before than the camera's rate allows.
    case rate
    /// Nothing moved since the frame that was offered last.
    case motion
    /// It could not be made a picture.
    case unreadable
}
