import Cascade
import LFViT

/// What calibration runs of a model: the glance, and a close look for each side that gears may ask for.
///
/// Owned by one compute thread.
protocol CalibratedLooks: AnyObject {
    /// The picture at hand.
    var frame: PreparedFrame { get }

    /// Glances at the picture.
    func glance() -> Answer

    /// Looks closely at the picture that was glanced at last.
    ///
    /// - Parameters:
    ///   - position: which of the sides.
    ///   - number: the frame's; it decides only what the random rule draws.
    /// - Returns: the answer, and how many bytes would be sent for it.
    /// - Throws: what the making of payloads throws.
    func look(_ position: Int, number: UInt64) throws -> (answer: Answer, bytes: Int)

    /// The teacher's answer for the picture that was glanced at last; nil without one.
    func teach(number: UInt64) -> Answer?
}
