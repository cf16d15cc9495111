import Cascade
package import Images
import Kernels
package import LFViT
package import LookupViT

/// Runs every stage on every picture, whatever its confidence: one pass then answers for all thresholds, and for all
/// settings, which share one glance.
///
/// Owned by one compute thread.
package final class StagedEvaluator {
    private let frame: PreparedFrame
    private let stages: Stages
    private let clock = ContinuousClock()
    private var selection = RegionSelection()

    private enum Stages {
        case cascade(Localization, others: [ClassAttention], [CloseLook])
        case plain(PlainPass)
        case lookup(LookupTokens, LookupPass, [LookupPass])
    }

    /// Focus with one of the settings.
    private struct CloseLook {
        let grid: Int
        let selector: RegionSelector
        let focus: any FocusStage
        let attention: ClassAttention
    }

    /// Compiles localization, and focus for each of the settings, on the calling thread.
    package init(
        _ model: LFViTModel, settings: [CascadeSettings], crop: Double?, decoding: DecodingMode = .exact
    ) throws {
        let bound = try BoundModel(model, context: ComputeContext())
        frame = PreparedFrame(model, crop: crop, decoding: decoding)
        if model.geometry.isCascade {
            let localization = try Localization(bound, beta: settings[0].beta)
            var attentions = [settings[0].beta: localization.classAttention]
            for one in settings where attentions[one.beta] == nil {
                attentions[one.beta] = ClassAttention(cells: model.geometry.cells, beta: one.beta)
            }
            let looks = try settings.map { one in
                CloseLook(
                    grid: model.geometry.grid, selector: one.selector(model.geometry),
                    focus: try Focus(bound, settings: one),
                    attention: attentions[one.beta] ?? localization.classAttention)
            }
            let others = attentions.values.filter { $0 !== localization.classAttention }
            stages = .cascade(localization, others: others, looks)
        } else {
            stages = .plain(try PlainPass(bound))
        }
        for answer in warmUp() { try model.check(answer) }
    }

    /// Compiles an elastic LF-ViT model on the calling thread: localization, and the elastic focus stage at each of some
    /// sides of the compressed grid.
    package init(
        _ model: ElasticModel, settings: CascadeSettings, sides: [Int], head: LookupHead, crop: Double?,
        decoding: DecodingMode = .exact
    ) throws {
        let bound = try BoundElastic(model, context: ComputeContext())
        frame = PreparedFrame(model.base, crop: crop, decoding: decoding)
        let localization = try Localization(bound.base, beta: settings.beta)
        let looks = try sides.map { side in
            CloseLook(
                grid: model.base.geometry.grid, selector: settings.selector(model.base.geometry),
                focus: try ElasticFocus(bound, settings: settings, side: side, head: head),
                attention: localization.classAttention)
        }
        stages = .cascade(localization, others: [], looks)
        for answer in warmUp() { try model.base.check(answer) }
    }

    /// Compiles a LookupViT model at each of some sides of the compressed grid, at least one, on the calling thread. The
    /// first of them takes the place of localization.
    package init(
        _ model: LookupViTModel, sides: [Int], head: LookupHead, crop: Double?, decoding: DecodingMode = .exact
    ) throws {
        let bound = try BoundLookupViT(model, context: ComputeContext())
        frame = PreparedFrame(model.configuration, crop: crop, decoding: decoding)
        let passes = try sides.map { try LookupPass(bound, side: $0, head: head) }
        stages = .lookup(try LookupTokens(bound), passes[0], Array(passes.dropFirst()))
        for answer in warmUp() { try model.check(answer) }
    }

    /// Runs every stage once on an empty frame, so that the first picture's times are like the others'.
    private func warmUp() -> [Answer] {
        let empty = run(LabelledFolder.Picture(path: "", label: 0), number: 0)
        return [empty.first] + empty.focus.map(\.answer)
    }

    /// Evaluates one picture; the frame's number decides only what the random rule draws.
    package func evaluate(_ picture: LabelledFolder.Picture, number: UInt64) throws(PictureError) -> EvaluatedPicture {
        try frame.decode(file: picture.path)
        return run(picture, number: number)
    }

    private func run(_ picture: LabelledFolder.Picture, number: UInt64) -> EvaluatedPicture {
        let start = clock.now
        switch stages {
        case .plain(let pass):
            let answer = pass.run(frame.high)
            return EvaluatedPicture(
                path: picture.path, label: picture.label, first: answer, firstTime: clock.now - start, focus: [])
        case .cascade(let localization, let others, let looks):
            frame.halve()
            for other in others { other.reset() }
            let first = localization.run(frame.low) { block, _ in
                for other in others { other.follow(localization.classAttention, block: block) }
            }
            let firstTime = clock.now - start
            let focus = looks.map { look in
                let start = clock.now
                look.selector.select(look.attention.values, frame: number, into: &selection)
                frame.sharpen(selection.keptPixels(grid: look.grid))
                let answer = look.focus.run(frame.high, selection, after: localization)
                return EvaluatedPicture.Focus(
                    answer: answer, window: selection.region?.index, time: clock.now - start)
            }
            return EvaluatedPicture(
                path: picture.path, label: picture.label, first: first, firstTime: firstTime, focus: focus)
        case .lookup(let embedding, let pass, let others):
            // Each embeds the picture itself, as workers do that are sent pixels.
            let looks = ([pass] + others).map { pass in
                let start = clock.now
                embedding.run(frame.high)
                let answer = pass.run(embedding.tokens)
                return EvaluatedPicture.Focus(answer: answer, window: nil, time: clock.now - start)
            }
            return EvaluatedPicture(
                path: picture.path, label: picture.label, first: looks[0].answer, firstTime: looks[0].time,
                focus: Array(looks.dropFirst()))
        }
    }
}
