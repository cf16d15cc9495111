import Cascade
package import Images
import Kernels
package import LFViT
import Tensors

/// What it takes to get pictures before the model, decoded exactly and decoded fast, beside localization itself; all of
/// one picture in turn, on one thread.
package final class PictureBenchmark {
    /// What one picture took.
    package struct Sample: Sendable {
        /// Decoding all of it, up to what localization reads.
        package var exact = Duration.zero
        /// Decoding as much as is looked at, up to what localization reads.
        package var glance = Duration.zero
        /// Making what focus looks at of that, where the frame is hard.
        package var region = Duration.zero
        /// Localization.
        package var localization = Duration.zero
        /// Whether the frame is hard.
        package var isHard = false
        /// Whether localization and the cascade answer the same class after both.
        package var isSame = (localization: true, cascade: true)
    }

    private let exact: PreparedFrame
    private let fast: PreparedFrame
    private let localization: Localization
    private let focus: Focus
    private let selector: RegionSelector
    private let exitPolicy: ExitPolicy
    private let grid: Int
    private let clock = ContinuousClock()
    private var selection = RegionSelection()

    /// Compiles the cascade on the calling thread.
    package init(_ model: LFViTModel, settings: CascadeSettings, crop: Double?) throws {
        let bound = try BoundModel(model, context: ComputeContext())
        grid = model.geometry.grid
        exact = PreparedFrame(model, crop: crop)
        fast = PreparedFrame(model, crop: crop, decoding: .fast)
        localization = try Localization(bound, beta: settings.beta)
        focus = try Focus(bound, settings: settings)
        selector = settings.selector(model.geometry)
        exitPolicy = ExitPolicy(settings)
    }

    /// Measures one picture; each station takes the shortest of some rounds, so that what else runs counts little.
    package func measure(file path: String, rounds: Int) throws(PictureError) -> Sample {
        var best = Sample(
            exact: .seconds(3600), glance: .seconds(3600), region: .seconds(3600), localization: .seconds(3600))
        for _ in 0..<rounds {
            let began = clock.now
            try exact.decode(file: path)
            exact.halve()
            best.exact = min(best.exact, clock.now - began)
            let (reference, answer, _) = look(exact, &best)
            let start = clock.now
            try fast.decode(file: path)
            fast.halve()
            best.glance = min(best.glance, clock.now - start)
            let (glanced, answered, region) = look(fast, &best)
            best.region = min(best.region, region)
            best.isHard = !exitPolicy.exits(confidence: glanced.best.confidence)
            best.isSame = (glanced.best.index == reference.best.index, answered.best.index == answer.best.index)
        }
        return best
    }

    /// Both stages, as far as the frame needs them.
    private func look(_ frame: PreparedFrame, _ best: inout Sample) -> (
        glance: Answer, answer: Answer, region: Duration
    ) {
        let start = clock.now
        let glance = localization.run(frame.low)
        best.localization = min(best.localization, clock.now - start)
        selector.select(localization.classAttention.values, into: &selection)
        let chosen = clock.now
        frame.sharpen(selection.keptPixels(grid: grid))
        let region = clock.now - chosen
        guard !exitPolicy.exits(confidence: glance.best.confidence) else { return (glance, glance, region) }
        let answer = focus.run(frame.high, selection, after: localization)
        return (glance, answer, region)
    }
}
