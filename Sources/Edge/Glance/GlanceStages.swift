import Cascade
import LFViT
import Wire

/// What a compute thread of an edge runs of a model: the glance, what is sent where it is not sure, and where the edge is
/// set up for it the close look. Made and used on that thread; nothing is allocated by the stages once they are warm.
protocol GlanceStages: AnyObject {
    /// The picture at hand.
    var frame: PreparedFrame { get }
    /// The side of the grid that `attention` covers.
    var grid: Int { get }
    /// How much the glance looked at each part of the picture, row-major; for people.
    var attention: [Float] { get }
    /// The region that was chosen last, and its cells.
    var selection: RegionSelection { get }

    /// Makes ready what the glance reads beside the normalised picture.
    func prepare()

    /// Glances at the picture.
    func glance() -> LFViT.Answer

    /// Chooses where to look closely, for a side of the region, and tells what a request says of it.
    func localized(number: UInt64, side: Int) -> LocalizedFrame

    /// Looks closely at the picture that was glanced at last; nil where the edge is not set up for it.
    func lookClosely(number: UInt64) -> (answer: LFViT.Answer, region: LFViT.Region?)?
}
