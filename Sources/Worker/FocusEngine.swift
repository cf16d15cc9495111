import Checkpoints
import Images
import Kernels
package import LFViT
package import LookupViT
import Payloads
import Tensors
package import Threads
package import Wire

/// Answers batches with the model's focus stage: the plain one, or the elastic one with as many compressed tokens as the
/// queue allows. Owned by one compute thread, on which it is made.
package final class FocusEngine: BatchEngine {
    private let model: LFViTModel
    private let bound: BoundModel
    private let settings: CascadeSettings
    private let batches: [Int]
    private let reader: PayloadReader
    private let localization: Localization
    private let input: FocusInput
    private let clock = ContinuousClock()
    /// Compiled stages by the region's side and the batch's size. Edges may ask for other sides than the model's own;
    /// there are no more of them than the grid has cells on a side.
    private var stages: [Stage: any FocusStage] = [:]
    /// The elastic focus stage, where it answers.
    private let elastic: BoundElastic?
    private let head: LookupHead
    private var sides: CompressedSides?

    private struct Stage: Hashable {
        let side: Int
        let batch: Int
        /// Of the elastic stage; nil for the plain one.
        let compressedSide: Int?
    }

    /// Compiles the model and lets it answer the canary.
    ///
    /// - Parameters:
    ///   - batches: the sizes of batches that it may form, smallest first, beginning with 1.
    ///   - cores: what an image's threads are taken from; nil: it has one.
    /// - Throws: `CanaryError` where the answer is not the known one; `KernelError`.
    package convenience init(
        _ model: LFViTModel, settings: CascadeSettings, batches: [Int] = [1, 2, 4, 8], cores: SharedCores? = nil
    ) throws {
        let bound = try BoundModel(model, context: ComputeContext(sharing: cores))
        try self.init(model, bound, nil, nil, .average, settings, batches)
    }

    /// Compiles an elastic model, whose elastic stage answers.
    ///
    /// - Parameter sides: the sides of the compressed grid that it may choose from.
    package convenience init(
        _ model: ElasticModel, settings: CascadeSettings, sides: CompressedSides, head: LookupHead = .average,
        batches: [Int] = [1, 2, 4, 8], cores: SharedCores? = nil
    ) throws {
        let elastic = try BoundElastic(model, context: ComputeContext(sharing: cores))
        try self.init(model.base, elastic.base, elastic, sides, head, settings, batches)
    }

    private init(
        _ model: LFViTModel, _ bound: BoundModel, _ elastic: BoundElastic?, _ sides: CompressedSides?,
        _ head: LookupHead, _ settings: CascadeSettings, _ batches: [Int]
    ) throws {
        (self.bound, self.elastic, self.sides, self.head) = (bound, elastic, sides, head)
        self.model = model
        self.settings = settings
        self.batches = batches
        reader = PayloadReader(model.geometry, settings: settings)
        localization = try Localization(bound, beta: settings.beta)
        input = FocusInput(model.geometry)
        try answerCanary()
    }

    /// The sizes of batches that a worker forms up to a largest one: powers of two, so that few stages are compiled.
    package static func batches(upTo largest: Int) -> [Int] { [1, 2, 4, 8, 16, 32].filter { $0 <= largest } }

    /// Times every size on the canary's payload, decoding included; the median of three.
    ///
    /// - Returns: of an elastic stage the times of the smallest side: what a request takes where it must. The coordinator
    ///   corrects them by what it sees.
    package func measure() -> [ServiceTime] {
        guard let request = try? canaryRequest() else { return [ServiceTime(batch: 1, time: .milliseconds(1))] }
        var last: [ServiceTime] = []
        for side in sides.map({ $0.sides.map(Optional.some) }) ?? [nil] {
            last = batches.map { size in
                let batch = [PendingRequest](repeating: request, count: size)
                _ = answer(batch, compressedSide: side)
                let times = (0..<3).map { _ in clock.measure { _ = answer(batch, compressedSide: side) } }.sorted()
                if let side { sides?.learn(side: side, batch: size, time: times[1]) }
                return ServiceTime(batch: size, time: max(.microseconds(1), times[1]))
            }
        }
        return last
    }

    /// Answers requests that keep equally many cells, with nobody waiting.
    package func answer(_ batch: [PendingRequest]) -> [EngineAnswer] { answer(batch, under: BatchPressure()) }

    /// Answers requests that keep equally many cells, an elastic stage with what the queue allows.
    package func answer(_ batch: [PendingRequest], under pressure: BatchPressure) -> [EngineAnswer] {
        answer(batch, compressedSide: sides?.side(batch: batch.count, under: pressure))
    }

    private func answer(_ batch: [PendingRequest], compressedSide: Int?) -> [EngineAnswer] {
        // A request may ask for more than the grid has.
        let compressedSide = compressedSide.map { min($0, model.geometry.fineGrid) }
        let focus: any FocusStage
        do {
            focus = try stage(
                side: batch[0].request.region.regionSide, batch: batch.count, compressedSide: compressedSide)
        } catch {
            return batch.map { _ in .failed(.workerError, reason: "\(error)") }
        }
        var failures: [Int: EngineAnswer] = [:]
        var decoding: [Duration] = []
        for (position, request) in batch.enumerated() {
            decoding.append(
                clock.measure {
                    do throws(PayloadError) {
                        try request.withUnsafeFrames { (frames) throws(PayloadError) in
                            try reader.read(request.request, frames, into: input)
                        }
                        focus.place(input, with: localization, at: position)
                    } catch {
                        failures[position] = .failed(.badPayload, reason: "\(error)")
                    }
                }
            )
        }
        let compute = failures.count == batch.count ? .zero : clock.measure { focus.run() }
        return batch.indices.map { position in
            failures[position]
                ?? .answered(
                    top: focus.answer(position).wire, decoding: decoding[position], compute: compute
                )
        }
    }

    private func stage(side: Int, batch: Int, compressedSide: Int?) throws -> any FocusStage {
        // Validated again by the reader; a stage is only ever compiled for a side that the grid has.
        let side = min(max(side, 1), model.geometry.grid)
        let key = Stage(side: side, batch: batch, compressedSide: compressedSide)
        if let stage = stages[key] { return stage }
        var settings = settings
        settings.regionSide = side
        let stage: any FocusStage
        if let elastic, let compressedSide {
            stage = try ElasticFocus(elastic, settings: settings, side: compressedSide, head: head, batch: batch)
        } else {
            stage = try Focus(bound, settings: settings, batch: batch)
        }
        stages[key] = stage
        return stage
    }

    private func answerCanary() throws {
        // The file tells what the plain stage answers, which an elastic file holds as well.
        guard case .answered(let top, _, _) = answer([try canaryRequest()], compressedSide: nil)[0],
            let best = top.first
        else {
            throw CanaryError(description: "the canary picture was not answered at all")
        }
        try model.canary?.check(best, model.precision)
        for side in sides?.sides ?? [] {
            guard case .answered(let top, _, _) = answer([try canaryRequest()], compressedSide: side)[0],
                top.allSatisfy(\.confidence.isFinite)
            else {
                throw CanaryError(description: "the elastic stage answers no numbers at \(side) x \(side)")
            }
        }
    }

    /// The canary as an edge would send it: the worker's own localization, then the exact payload.
    private func canaryRequest() throws -> PendingRequest {
        let (configuration, side) = (model.configuration, model.geometry.image)
        let square = CanaryPicture.square(side: side)
        let transform = EvaluationTransform(
            size: side, crop: configuration.crop, mean: configuration.mean, standardDeviation: configuration.std
        )
        var low = Tensor([3, side / 2, side / 2])
        HalfResolution(size: side).apply(to: transform.normalized(square), into: &low)
        let glance = localization.run(low)
        var selection = RegionSelection()
        settings.selector(model.geometry).select(localization.classAttention.values, into: &selection)
        let payload = try PayloadWriter(model.geometry, settings: settings).write(
            .exact, square: square, after: localization, selection: selection)
        return PendingRequest(
            canary: payload,
            localization: Wire.Answer(classIndex: glance.best.index, confidence: min(1, glance.best.confidence)))
    }
}
