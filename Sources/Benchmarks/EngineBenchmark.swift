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
        /// "plain", "localization", "focus"; of LookupViT "embedding" and "lookup 5x5", which includes it.
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
    /// All stages that the model has.
    package let stages: [Stage]

    /// Runs the benchmark on the calling thread, which it keeps busy for some seconds.
    ///
    /// - Parameters:
    ///   - threads: how many threads one operation may use; the limit counts each.
    ///   - batch: pictures that one pass and focus answer together; localization answers one at a time, as edges do.
    ///   - rounds: how often everything is measured; each round measures the limit and every stage once.
    package init(_ model: LFViTModel, settings: CascadeSettings, threads: Int, batch: Int = 1, rounds: Int) throws {
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
            let localization = try Localization(bound, beta: settings.beta)
            let focus = try Focus(bound, settings: settings, batch: batch)
            var selection = RegionSelection()
            _ = localization.run(low)
            settings.selector(geometry).select(localization.classAttention.values, into: &selection)
            let chosen = selection
            runs.append(
                ("localization", .localization(geometry), { for _ in 0..<batch { _ = localization.run(low) } }))
            runs.append(
                (
                    "focus", .focus(geometry, settings),
                    {
                        for position in 0..<batch {
                            focus.place(
                                high, chosen, embeddings: localization.embedding.tokens,
                                features: localization.features, at: position
                            )
                        }
                        focus.run()
                    }
                ))
        }

        self.init(runs, threads: threads, batch: batch, rounds: rounds, precision: model.precision)
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

    private init(_ runs: [Run], threads: Int, batch: Int, rounds: Int, precision: Precision) {
        let clock = ContinuousClock()
        var limits: [Double] = []
        var seconds = runs.map { _ in [Double]() }
        for round in -2..<rounds {
            let before = ArithmeticLimit.sample()
            for (index, stage) in runs.enumerated() {
                let elapsed = clock.measure(stage.run) / .seconds(1) / Double(batch)
                if round >= 0 { seconds[index].append(elapsed) }
            }
            if round >= 0 {
                limits.append(
                    Double(threads) * precision.multiplyAddsPerLane * (before + ArithmeticLimit.sample()) / 2)
            }
        }
        limitGFLOPs = Percentile.median(limits)
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
