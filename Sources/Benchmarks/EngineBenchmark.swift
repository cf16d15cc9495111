import Checkpoints
import Kernels
package import LFViT
package import LookupViT
import Tensors

/// Times each stage of a model beside the arithmetic limit of the processor, in turn, on one thread.
///
/// Preprocessing is not in it; the work counted is what is executed (the lazy form).
package struct EngineBenchmark: Sendable {
    /// What one stage took.
    package struct Stage: Sendable, Encodable {
        /// "plain", "localization", "features" (what of localization only a hard frame needs), "focus"; of LookupViT "embedding" and "lookup 5x5", which includes it.
        package let name: String
        /// The median time of one picture.
        package let milliseconds: Double
        /// The median rate, two operations a multiply-accumulate.
        package let gflops: Double
        /// How many times longer than at the arithmetic limit, the median of the rounds.
        package let timesLimit: Double
    }

    /// The median arithmetic limit of the rounds.
    package let limitGFLOPs: Double
    /// How many times the pictures of one pass at full resolution the cascade answers in the same time, where a share of
    /// `focusShare` reaches focus; nil for a one-pass model.
    package let cascadeRatio: Double?
    /// Where each stage's time goes; empty unless asked for.
    package let profiles: [StageProfile]

    /// The share of pictures that reaches focus in `cascadeRatio`: the paper's at its default threshold.
    package static let focusShare = 0.22

    /// All stages that the model has.
    package let stages: [Stage]

    /// Runs the benchmark on the calling thread, which it keeps busy for some seconds.
    ///
    /// - Parameters:
    ///   - threads: how many threads one operation may use; the limit counts each.
    ///   - batch: pictures that every stage answers together.
    ///   - rounds: how often everything is measured; each round measures the limit and every stage once.
    ///   - isProfiled: whether each station is timed too, which costs a few microseconds a picture.
    package init(
        _ model: LFViTModel, settings: CascadeSettings, threads: Int, batch: Int = 1, rounds: Int,
        isProfiled: Bool = false
    ) throws {
        let bound = try BoundModel(model, context: ComputeContext(threads: threads))
        let geometry = model.geometry
        var runs: [Run] = []
        let high = Self.picture(side: geometry.image)
        let plain = try PlainPass(bound, batch: batch)
        runs.append(
            (
                "plain", .plain(geometry),
                {
                    for position in 0..<batch { plain.place(high, at: position) }
                    plain.run()
                }
            ))
        if model.configuration.architecture == .lfViT {
            let low = Self.picture(side: geometry.image / 2)
            let localization = try Localization(bound, beta: settings.beta, batch: batch)
            let focus = try Focus(bound, settings: settings, batch: batch)
            var selection = RegionSelection()
            for position in 0..<batch { localization.place(low, at: position) }
            localization.run()
            _ = localization.show()
            settings.selector(geometry).select(localization.classAttention.values, into: &selection)
            let chosen = selection
            runs.append(
                (
                    "localization", .localization(geometry),
                    {
                        for position in 0..<batch { localization.place(low, at: position) }
                        localization.run()
                        for position in 0..<batch { _ = localization.show(position) }
                    }
                ))
            runs.append(
                (
                    "features", .features(geometry),
                    {
                        for position in 0..<batch {
                            _ = localization.show(position)
                            localization.finish()
                        }
                    }
                ))
            runs.append(
                (
                    "focus", .focus(geometry, settings),
                    {
                        for position in 0..<batch {
                            focus.place(high, chosen, after: localization, at: position)
                        }
                        focus.run()
                    }
                ))
        }

        self.init(
            runs, threads: threads, batch: batch, rounds: rounds, precision: model.precision,
            profiling: isProfiled ? bound : nil)
    }

    /// Measures LookupViT at some sides of the compressed grid, the embedding of the picture included.
    package init(
        _ model: LookupViTModel, sides: [Int], head: LookupHead, threads: Int, batch: Int = 1, rounds: Int
    ) throws {
        let bound = try BoundLookupViT(model, context: ComputeContext(threads: threads))
        let embedding = try LookupTokens(bound)
        let high = Self.picture(side: model.geometry.image)
        let embed: Run = ("embedding", .embedding(model.geometry), { for _ in 0..<batch { embedding.run(high) } })
        let runs = try sides.map { side -> Run in
            let pass = try LookupPass(bound, side: side, head: head, batch: batch)
            return (
                "lookup \(side)x\(side)", .lookup(model.geometry, side: side, head: head),
                {
                    for position in 0..<batch {
                        embedding.run(high)
                        pass.place(embedding.tokens, at: position)
                    }
                    pass.run()
                }
            )
        }
        self.init([embed] + runs, threads: threads, batch: batch, rounds: rounds, precision: model.precision)
    }

    /// A stage: its name, the work of one picture, and what answers a batch.
    private typealias Run = (name: String, work: Work, run: () -> Void)

    /// - Parameter bound: the model whose stations are timed too, where they are.
    private init(
        _ runs: [Run], threads: Int, batch: Int, rounds: Int, precision: Precision, profiling bound: BoundModel? = nil
    ) {
        let clock = ContinuousClock()
        var limits: [Double] = []
        var seconds = runs.map { _ in [Double]() }
        let profiles = runs.map { _ in Profile() }
        for round in -2..<rounds {
            let before = ArithmeticLimit.sample()
            for (index, stage) in runs.enumerated() {
                if let bound, round >= 0 {
                    bound.profile = profiles[index]
                    profiles[index].begin()
                }
                let elapsed = clock.measure(stage.run) / .seconds(1) / Double(batch)
                if round >= 0 { seconds[index].append(elapsed) }
            }
            if round >= 0 {
                limits.append(
                    Double(threads) * precision.multiplyAddsPerLane * (before + ArithmeticLimit.sample()) / 2)
            }
        }
        bound?.profile = nil
        limitGFLOPs = Percentile.median(limits)
        self.profiles =
            bound != nil
            ? zip(runs, profiles).map { StageProfile($0.name, $1, pictures: rounds * batch) } : []
        let isCascade = runs.map(\.name) == ["plain", "localization", "features", "focus"]
        let ratios = seconds[0].indices.map { round in
            !isCascade
                ? 0
                : seconds[0][round]
                    / (seconds[1][round] + Self.focusShare * (seconds[2][round] + seconds[3][round]))
        }
        cascadeRatio = isCascade ? Percentile.median(ratios) : nil
        stages = zip(runs, seconds).map { stage, seconds in
            let operations = 2 * stage.work.gmacs
            let ratios = zip(seconds, limits).map { $0 * $1 / operations }
            let median = Percentile.median(seconds)
            return Stage(
                name: stage.name, milliseconds: 1000 * median, gflops: operations / median,
                timesLimit: Percentile.median(ratios)
            )
        }
    }

    private static func picture(side: Int) -> Tensor {
        Tensor([3, side, side], values: (0..<3 * side * side).map { Float($0 % 251) / 125 - 1 })
    }
}
