import Cascade
import Kernels
import LFViT
import Tensors

/// LF-ViT at an edge: localization, and the choice of a region.
final class RegionGlance: GlanceStages {
    let frame: PreparedFrame
    private(set) var selection = RegionSelection()

    private let settings: EdgeSettings
    private let geometry: Geometry
    private let localization: Localization
    private let focus: Focus?
    /// By the side of the region, from 1.
    private let selectors: [RegionSelector]

    init(_ model: LFViTModel, settings: EdgeSettings) throws {
        let bound = try BoundModel(model, context: ComputeContext(sharing: settings.cores))
        self.settings = settings
        geometry = model.geometry
        frame = PreparedFrame(model, crop: settings.crop, decoding: settings.decoding)
        localization = try Localization(bound, beta: settings.cascade.beta)
        focus = settings.fallback == .localization ? nil : try Focus(bound, settings: settings.cascade)
        selectors = (1...geometry.grid).map { side in
            var cascade = settings.cascade
            cascade.regionSide = side
            return cascade.selector(model.geometry)
        }
    }

    var grid: Int { geometry.grid }

    var attention: [Float] { localization.classAttention.values.values() }

    func prepare() { frame.halve() }

    func glance() -> Answer { localization.run(frame.low) }

    func localized(number: UInt64, side: Int) -> LocalizedFrame {
        select(number: number, side: side)
        return LocalizedFrame(frame, localization, selection, alpha: settings.cascade.alpha, geometry: geometry)
    }

    func lookClosely(number: UInt64) -> (answer: Answer, region: Region?)? {
        guard let focus else { return nil }
        select(number: number, side: settings.cascade.regionSide)
        frame.sharpen(selection.keptPixels(grid: grid))
        let answer = focus.run(frame.high, selection, after: localization)
        return (answer, selection.region)
    }

    private func select(number: UInt64, side: Int) {
        selectors[side - 1].select(localization.classAttention.values, frame: number, into: &selection)
    }
}
