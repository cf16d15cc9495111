import Cascade
import Images
import LFViT
import Wire

/// What one compute thread does with a frame: decode, localization, exit policy, region and payload, and where the edge is
/// set up for it the close look. Made and used on its thread; nothing is allocated by the stages once it is warm.
final class Glance {
    private let settings: EdgeSettings
    private let live: LiveThreshold
    private let stages: any GlanceStages
    private let model: EdgeModel
    private let encode: PayloadEncoding?
    private let sights: SightRate?
    private var jpeg = JPEGEncoder()
    private let clock = ContinuousClock()
    /// The times of the frame that was glanced at last.
    private(set) var times = GlanceTimes()

    init(
        _ model: EdgeModel, settings: EdgeSettings, live: LiveThreshold, sights: SightRate? = nil,
        encode: PayloadEncoding?
    ) throws {
        self.settings = settings
        self.live = live
        self.encode = encode
        self.sights = sights
        self.model = model
        stages =
            switch model {
            case .lfViT(let model): try RegionGlance(model, settings: settings)
            case .lookupViT(let model): try LookupGlance(model, settings: settings)
            }
        // oneDNN compiles its last kernels at their first use, and the first frame should not wait for that.
        _ = stages.glance()
        _ = stages.lookClosely(number: 0)
    }

    /// Decodes a picture and glances at it.
    func look(
        at picture: OfferedFrame.Picture, scheduled: ContinuousClock.Instant = .now
    ) throws(PictureError) -> LFViT.Answer {
        let start = clock.now
        times = GlanceTimes()
        times.waiting = start - scheduled
        switch picture {
        case .file(let path): try stages.frame.decode(file: path)
        case .bytes(let bytes): try stages.frame.decode(bytes.span.bytes)
        case .pixels(let shared): stages.frame.take(shared.picture)
        case .glanced(let glanced): return glanced.answer
        }
        stages.prepare()
        let decoded = clock.now
        defer { times.localization = clock.now - decoded }
        times.decoding = decoded - start
        return stages.glance()
    }

    /// Where a frame is worked at while a gear is in force, or none.
    func point(_ gear: Gear?) -> WorkingPoint {
        WorkingPoint(live.applied(to: settings.cascade), gear: gear, model)
    }

    /// Makes what is sent of the frame that was glanced at last.
    func hardFrame(
        _ frame: AdmittedFrame, _ answer: LFViT.Answer, _ point: WorkingPoint, entry: Int,
        deadline: ContinuousClock.Instant
    ) throws -> HardFrame {
        let start = clock.now
        let hard = try hardPart(number: frame.offered.number, side: point.regionSide, entry: entry)
        times.encoding = clock.now - start
        return HardFrame(
            frame, glance: answer, region: hard.region, sentRegion: hard.sentRegion, point: point,
            entry: entry, deadline: deadline, times: times, seen: sight(isSelected: true),
            payload: hard.payload.shared()
        )
    }

    /// Chooses a region of some side, and makes what is sent.
    private func hardPart(number: UInt64, side: Int, entry: Int = 0) throws -> GlancedPicture.Hard {
        guard let encode else { throw EdgeError("this edge makes no payloads: it has no coordinator") }
        var localized = stages.localized(number: number, side: side)
        localized.entry = entry
        return GlancedPicture.Hard(
            region: localized.selection.region, sentRegion: localized.region, payload: try encode(localized)
        )
    }

    /// Keeps what was learned of the picture that was glanced at last: the answer and, where it is hard, what is sent.
    func keep(_ answer: LFViT.Answer, number: UInt64) throws -> GlancedPicture {
        let own = point(nil)
        var sides = settings.gearSides
        if sides.isEmpty, !own.exitPolicy.exits(confidence: answer.best.confidence) { sides = [own.regionSide] }
        return GlancedPicture(
            answer, try sides.map { GlancedPicture.Side($0, try hardPart(number: number, side: $0)) }
        )
    }

    /// Keeps for people what was seen of the frame that was glanced at last, where it is this frame's turn.
    ///
    /// - Parameter isSelected: whether a region was chosen in this frame.
    func sight(isSelected: Bool) -> SeenFrame? {
        guard let sights, sights.takes(at: clock.now) else { return nil }
        stages.frame.sharpen()
        guard let picture = try? jpeg.encode(stages.frame.square, quality: 85) else { return nil }
        return SeenFrame(
            picture: picture, grid: stages.grid, attention: stages.attention,
            region: isSelected ? stages.selection.region : nil, kept: isSelected ? stages.selection.kept : []
        )
    }

    /// Looks closely at the frame that was glanced at last; nil where the edge is not set up for it.
    func lookClosely(number: UInt64) -> (answer: LFViT.Answer, region: LFViT.Region?)? {
        stages.lookClosely(number: number)
    }
}
