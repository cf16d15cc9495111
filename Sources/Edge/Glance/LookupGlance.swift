import Cascade
import Kernels
import LFViT
import LookupViT

/// LookupViT at an edge: a glance with few compressed tokens. Hard frames are sent whole; nothing is localized.
final class LookupGlance: GlanceStages {
    let frame: PreparedFrame
    let selection = RegionSelection()
    let grid: Int

    private let embedding: LookupTokens
    private let pass: LookupPass
    private let closeLook: LookupPass?

    init(_ model: LookupViTModel, settings: EdgeSettings) throws {
        let bound = try BoundLookupViT(model, context: ComputeContext(sharing: settings.cores))
        let lookup = settings.lookup
        grid = model.geometry.grid
        frame = PreparedFrame(model.configuration, crop: settings.crop, decoding: settings.decoding)
        embedding = try LookupTokens(bound)
        pass = try LookupPass(bound, side: lookup.glanceSide ?? lookup.side, head: lookup.head)
        closeLook =
            settings.fallback == .localization ? nil : try LookupPass(bound, side: lookup.side, head: lookup.head)
    }

    var attention: [Float] { pass.attention }

    func prepare() {}

    func glance() -> Answer {
        embedding.run(frame.high)
        return pass.run(embedding.tokens)
    }

    func localized(number: UInt64, side: Int) -> LocalizedFrame { LocalizedFrame(whole: frame) }

    func lookClosely(number: UInt64) -> (answer: Answer, region: Region?)? {
        closeLook.map { ($0.run(embedding.tokens), nil) }
    }
}
