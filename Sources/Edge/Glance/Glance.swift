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
    private let exitPolicy: ExitPolicy
    private let selector: RegionSelector
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
        exitPolicy = ExitPolicy(settings.cascade)
        selector = settings.cascade.selector(geometry)
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

    /// Whether the glance's answer stands.
    func exits(_ answer: LFViT.Answer) -> Bool {
        exitPolicy.exits(confidence: answer.best.confidence)
    }

    /// Makes what is sent of the frame that was glanced at last.
    func hardFrame(_ frame: AdmittedFrame, _ answer: LFViT.Answer, deadline: ContinuousClock.Instant) throws
        -> HardFrame
    {
        guard let encode else { throw EdgeError("this edge makes no payloads: it has no coordinator") }
        let start = clock.now
        selector.select(localization.classAttention.values, frame: frame.offered.number, into: &selection)
        let localized = LocalizedFrame(
            self.frame, localization, selection, alpha: settings.cascade.alpha, geometry: geometry
        )
        let payload = try encode(localized)
        times.encoding = clock.now - start
        return HardFrame(
            frame, glance: answer, region: selection.region, sentRegion: localized.region,
            threshold: settings.cascade.threshold, deadline: deadline, times: times, seen: sight(isSelected: true),
            payload: payload
        )
    }

    /// Keeps what was learned of the picture that was glanced at last: the answer and, where it is hard, what is sent.
    func keep(_ answer: LFViT.Answer, number: UInt64) throws -> GlancedPicture {
        guard !exits(answer) else { return GlancedPicture(answer, nil) }
        guard let encode else { throw EdgeError("this edge makes no payloads: it has no coordinator") }
        selector.select(localization.classAttention.values, frame: number, into: &selection)
        let localized = LocalizedFrame(
            frame, localization, selection, alpha: settings.cascade.alpha, geometry: geometry
        )
        return GlancedPicture(
            answer, .init(region: selection.region, sentRegion: localized.region, payload: try encode(localized))
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
        selector.select(localization.classAttention.values, frame: number, into: &selection)
        let answer = focus.run(
            frame.high, selection, embeddings: localization.embedding.tokens, features: localization.features
        )
        return (answer, selection.region)
    }
}
