import Cascade
import Images
import Kernels
import LFViT
import Tensors
import Wire

/// What one compute thread does with a frame: decode, localization, exit policy, region and payload, and where the edge is
/// set up for it the close look. Made and used on its thread; nothing is allocated by the stages once it is warm.
final class Glance {
    private let settings: EdgeSettings
    private let geometry: Geometry
    private let frame: PreparedFrame
    private let localization: Localization
    private let focus: Focus?
    /// By the side of the region, from 1.
    private let selectors: [RegionSelector]
    private let encode: PayloadEncoding?
    private let sights: SightRate?
    private var jpeg = JPEGEncoder()
    private var selection = RegionSelection()
    private let clock = ContinuousClock()
    /// The times of the frame that was glanced at last.
    private(set) var times = GlanceTimes()

    init(_ model: LFViTModel, settings: EdgeSettings, sights: SightRate? = nil, encode: PayloadEncoding?) throws {
        let bound = try BoundModel(model, context: ComputeContext())
        self.settings = settings
        self.encode = encode
        self.sights = sights
        geometry = model.geometry
        frame = PreparedFrame(model, crop: settings.crop)
        localization = try Localization(bound, beta: settings.cascade.beta)
        focus = settings.fallback == .localization ? nil : try Focus(bound, settings: settings.cascade)
        selectors = (1...geometry.grid).map { side in
            var cascade = settings.cascade
            cascade.regionSide = side
            return cascade.selector(model.geometry)
        }
        // oneDNN compiles its last kernels at their first use, and the first frame should not wait for that.
        _ = localization.run(frame.low)
        _ = lookClosely(number: 0)
    }

    /// Decodes a picture and glances at it.
    func look(
        at picture: OfferedFrame.Picture, scheduled: ContinuousClock.Instant = .now
    ) throws(PictureError) -> LFViT.Answer {
        let start = clock.now
        times = GlanceTimes()
        times.waiting = start - scheduled
        switch picture {
        case .file(let path): try frame.decode(file: path)
        case .bytes(let bytes): try frame.decode(bytes.span.bytes)
        case .glanced(let glanced): return glanced.answer
        }
        frame.halve()
        let decoded = clock.now
        defer { times.localization = clock.now - decoded }
        times.decoding = decoded - start
        return localization.run(frame.low)
    }

    /// Where a frame is worked at while a gear is in force, or none.
    func point(_ gear: Gear?) -> WorkingPoint {
        WorkingPoint(settings.cascade, gear: gear, grid: geometry.grid)
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
            frame, glance: answer, region: hard.region, sentRegion: hard.sentRegion, threshold: point.threshold,
            entry: entry, deadline: deadline, times: times, seen: sight(isSelected: true),
            payload: hard.payload.shared()
        )
    }

    /// Chooses a region of some side, and makes what is sent.
    private func hardPart(number: UInt64, side: Int, entry: Int = 0) throws -> GlancedPicture.Hard {
        guard let encode else { throw EdgeError("this edge makes no payloads: it has no coordinator") }
        select(number: number, side: side)
        let localized = LocalizedFrame(
            frame, localization, selection, alpha: settings.cascade.alpha, geometry: geometry, entry: entry
        )
        return GlancedPicture.Hard(
            region: selection.region, sentRegion: localized.region, payload: try encode(localized)
        )
    }

    private func select(number: UInt64, side: Int) {
        selectors[side - 1].select(localization.classAttention.values, frame: number, into: &selection)
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
        guard let sights, sights.takes(at: clock.now), let picture = try? jpeg.encode(frame.square, quality: 85) else {
            return nil
        }
        return SeenFrame(
            picture: picture, grid: geometry.grid, attention: localization.classAttention.values.values(),
            region: isSelected ? selection.region : nil, kept: isSelected ? selection.kept : []
        )
    }

    /// Looks closely at the frame that was glanced at last; nil where the edge is not set up for it.
    func lookClosely(number: UInt64) -> (answer: LFViT.Answer, region: LFViT.Region?)? {
        guard let focus else { return nil }
        select(number: number, side: settings.cascade.regionSide)
        let answer = focus.run(
            frame.high, selection, embeddings: localization.embedding.tokens, features: localization.features
        )
        return (answer, selection.region)
    }
}
