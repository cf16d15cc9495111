package import Images
import Kernels
package import LFViT
package import LookupViT
import Tensors

/// A frame's whole way on one machine: decode, localization, exit policy, focus.
///
/// Owned by one compute thread, on which it is made and called. All buffers are made with it, so a warm cascade
/// allocates nothing for a decoded frame; it holds the last frame's attention and cells until the next.
package final class FrameCascade {
    /// The last frame as the model saw it.
    package let frame: PreparedFrame
    /// What focus looked at in the last frame; meaningful after an answer of stage `focus`.
    package private(set) var selection = RegionSelection()

    private let stages: Stages
    /// The side of the coarse grid.
    private let grid: Int
    private let exitPolicy: ExitPolicy
    private let selector: RegionSelector?
    private let clock = ContinuousClock()
    private var decodeTime: Duration = .zero

    /// The compiled stages of each kind of model.
    private enum Stages {
        case cascade(Localization, any FocusStage)
        case plain(PlainPass)
        case lookup(LookupTokens, glance: LookupPass?, LookupPass)
    }

    /// Compiles a model on the calling compute thread.
    ///
    /// - Parameters:
    ///   - crop: the share of the resized picture's side that is kept; the model's own where nil.
    ///   - threads: how many threads a frame has, the calling one included.
    ///   - decoding: whether all of a picture is decoded, or what the stages look at.
    package init(
        _ model: LFViTModel, settings: CascadeSettings, crop: Double? = nil, threads: Int = 1,
        decoding: DecodingMode = .exact
    ) throws {
        let bound = try BoundModel(model, context: ComputeContext(threads: threads))
        stages =
            try model.geometry.isCascade
            ? .cascade(Localization(bound, beta: settings.beta), Focus(bound, settings: settings))
            : .plain(PlainPass(bound))
        grid = model.geometry.grid
        exitPolicy = ExitPolicy(settings)
        selector = settings.selector(model.geometry)
        frame = PreparedFrame(model, crop: crop, decoding: decoding)
        for answer in warmUp() { try model.check(answer) }
    }

    /// Compiles an elastic LF-ViT model on the calling compute thread, with one side of the compressed grid.
    package init(
        _ model: ElasticModel, settings: CascadeSettings, side: Int, head: LookupHead = .average, crop: Double? = nil,
        threads: Int = 1, decoding: DecodingMode = .exact
    ) throws {
        let bound = try BoundElastic(model, context: ComputeContext(threads: threads))
        stages = .cascade(
            try Localization(bound.base, beta: settings.beta),
            try ElasticFocus(bound, settings: settings, side: side, head: head))
        grid = model.base.geometry.grid
        exitPolicy = ExitPolicy(settings)
        selector = settings.selector(model.base.geometry)
        frame = PreparedFrame(model.base, crop: crop, decoding: decoding)
        for answer in warmUp() { try model.base.check(answer) }
    }

    /// Compiles a LookupViT model on the calling compute thread: in one stage or, where the settings have a glance, as a
    /// cascade of two sides of the compressed grid.
    package init(
        _ model: LookupViTModel, settings: LookupSettings, crop: Double? = nil, threads: Int = 1,
        decoding: DecodingMode = .exact
    ) throws {
        let bound = try BoundLookupViT(model, context: ComputeContext(threads: threads))
        stages = .lookup(
            try LookupTokens(bound),
            glance: try settings.glanceSide.map { try LookupPass(bound, side: $0, head: settings.head) },
            try LookupPass(bound, side: settings.side, head: settings.head)
        )
        grid = model.geometry.grid / 2
        exitPolicy = settings.exitPolicy
        selector = nil
        frame = PreparedFrame(model.configuration, crop: crop, decoding: decoding)
        for answer in warmUp() { try model.check(answer) }
    }

    /// Runs every stage once on an empty frame: oneDNN compiles its last kernels at their first use, and the first frame
    /// should not wait for that.
    ///
    /// - Returns: every stage's answer.
    private func warmUp() -> [Answer] {
        switch stages {
        case .plain(let pass):
            return [pass.run(frame.high)]
        case .cascade(let localization, let focus):
            return [localization.run(frame.low), lookClosely(localization, focus, number: 0)]
        case .lookup(let embedding, let glance, let pass):
            embedding.run(frame.high)
            return [glance, pass].compactMap { $0?.run(embedding.tokens) }
        }
    }

    /// Decodes and answers a picture file.
    ///
    /// - Parameter number: identifies the frame; only the random region rule depends on it.
    package func answer(file path: String, number: UInt64 = 0) throws(PictureError) -> FrameAnswer {
        let start = clock.now
        try frame.decode(file: path)
        decodeTime = clock.now - start
        return answer(number: number)
    }

    /// Decodes and answers one whole picture file's bytes.
    package func answer(_ bytes: RawSpan, number: UInt64 = 0) throws(PictureError) -> FrameAnswer {
        let start = clock.now
        try frame.decode(bytes)
        decodeTime = clock.now - start
        return answer(number: number)
    }

    /// Answers a decoded picture.
    package func answer(_ picture: borrowing Picture, number: UInt64 = 0) -> FrameAnswer {
        let start = clock.now
        frame.take(picture)
        decodeTime = clock.now - start
        return answer(number: number)
    }

    /// Answers the frame that is prepared: the cascade of the paper, top to bottom.
    package func answer(number: UInt64 = 0) -> FrameAnswer {
        var times = FrameAnswer.Times(decode: decodeTime)
        switch stages {
        case .plain(let pass):
            let answer = timed(&times.focus) { pass.run(frame.high) }
            return FrameAnswer(stage: .plain, answer: answer, localization: nil, region: nil, times: times)
        case .cascade(let localization, let focus):
            let glance = timed(&times.localization) {
                frame.halve()
                return localization.run(frame.low)
            }
            if exitPolicy.exits(confidence: glance.best.confidence) {
                return FrameAnswer(
                    stage: .localization, answer: glance, localization: glance, region: nil, times: times)
            }
            let answer = timed(&times.focus) { lookClosely(localization, focus, number: number) }
            return FrameAnswer(
                stage: .focus, answer: answer, localization: glance, region: selection.region, times: times
            )
        case .lookup(let embedding, let glance, let pass):
            guard let glance else {
                let answer = timed(&times.focus) {
                    embedding.run(frame.high)
                    return pass.run(embedding.tokens)
                }
                return FrameAnswer(stage: .lookup, answer: answer, localization: nil, region: nil, times: times)
            }
            let first = timed(&times.localization) {
                embedding.run(frame.high)
                return glance.run(embedding.tokens)
            }
            if exitPolicy.exits(confidence: first.best.confidence) {
                return FrameAnswer(
                    stage: .localization, answer: first, localization: first, region: nil, times: times)
            }
            // The tokens serve every side of the compressed grid.
            let answer = timed(&times.focus) { pass.run(embedding.tokens) }
            return FrameAnswer(stage: .focus, answer: answer, localization: first, region: nil, times: times)
        }
    }

    private func lookClosely(_ localization: Localization, _ focus: any FocusStage, number: UInt64) -> Answer {
        selector?.select(localization.classAttention.values, frame: number, into: &selection)
        frame.sharpen(selection.keptPixels(grid: grid))
        return focus.run(frame.high, selection, after: localization)
    }

    /// The last frame's class attention, row by row of the coarse grid; empty for a model without localization.
    package var classAttention: [Float] {
        guard case .cascade(let localization, _) = stages else { return [] }
        return localization.classAttention.values.values()
    }

    /// What other settings would choose in the last frame; for figures that set rules side by side.
    package func selection(_ settings: CascadeSettings, number: UInt64) -> RegionSelection {
        var selection = RegionSelection()
        guard case .cascade(let localization, _) = stages else { return selection }
        settings.selector(grid: grid).select(localization.classAttention.values, frame: number, into: &selection)
        return selection
    }

    private func timed(_ time: inout Duration, _ body: () -> Answer) -> Answer {
        let start = clock.now
        let answer = body()
        time = clock.now - start
        return answer
    }
}
