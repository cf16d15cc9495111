package import Edge

/// A camera's stream while it is open: frames one after the other.
///
/// Made, used and let go on one thread, which it blocks; every wait ends when the `Patience` it was made with does.
package protocol FrameSource: AnyObject {
    /// Goes on to the next frame and tells when it was captured: now for what is live, by its own clock for what is
    /// recorded; nil at the end.
    func advance() throws(CameraError) -> ContinuousClock.Instant?

    /// The frame that it is at, coarsely; nil where it cannot tell without making a picture of it.
    func luma() -> LumaGrid?

    /// The frame that it is at.
    func picture() throws(CameraError) -> OfferedFrame.Picture

    /// What people know the frame by that it is at, a file's path for one; nil where it has no name.
    var name: String? { get }
}
