import Checkpoints
import Images
import Kernels
package import LookupViT
import Payloads
import Tensors
package import Threads
package import Wire
import ZeroMQ

/// Answers batches with LookupViT, with as many compressed tokens as the queue allows. Owned by one compute thread, on
/// which it is made.
package final class LookupEngine: BatchEngine {
    private let model: LookupViTModel
    private let bound: BoundLookupViT
    private let head: LookupHead
    private let batches: [Int]
    private let reader: PictureReader
    private let embedding: LookupTokens
    private var sides: CompressedSides
    private var picture: Tensor
    private let clock = ContinuousClock()
    private var passes: [Key: LookupPass] = [:]

    private struct Key: Hashable {
        let side: Int
        let batch: Int
    }

    /// Compiles the model and lets it answer the canary.
    ///
    /// - Parameters:
    ///   - sides: the sides of the compressed grid that it may choose from.
    ///   - batches: the sizes of batches that it may form, smallest first, beginning with 1.
    ///   - cores: what an image's threads are taken from; nil: it has one.
    /// - Throws: `CanaryError` where the answer is not the known one; `KernelError`.
    package init(
        _ model: LookupViTModel, sides: CompressedSides, head: LookupHead = .average, batches: [Int] = [1, 2, 4, 8],
        cores: SharedCores? = nil
    ) throws {
        bound = try BoundLookupViT(model, context: ComputeContext(sharing: cores))
        self.model = model
        self.head = head
        self.batches = batches
        self.sides = sides
        reader = PictureReader(model.configuration)
        embedding = try LookupTokens(bound)
        picture = Tensor([3, model.geometry.image, model.geometry.image])
        for side in sides.sides { for batch in batches { _ = try pass(side: side, batch: batch) } }
        try answerCanary()
    }

    /// Times every side and size on the canary's payload, decoding included; the median of three.
    ///
    /// - Returns: the times of the smallest side: what a request takes where it must. The coordinator corrects them by what
    ///   it sees.
    package func measure() -> [ServiceTime] {
        guard let request = try? canaryRequest() else { return [ServiceTime(batch: 1, time: .milliseconds(1))] }
        var smallest: [ServiceTime] = []
        for side in sides.sides {
            smallest = batches.map { size in
                let batch = [PendingRequest](repeating: request, count: size)
                _ = answer(batch, side: side)
                let times = (0..<3).map { _ in clock.measure { _ = answer(batch, side: side) } }.sorted()
                sides.learn(side: side, batch: size, time: times[1])
                return ServiceTime(batch: size, time: max(.microseconds(1), times[1]))
            }
        }
        return smallest
    }

    /// Answers requests with nobody waiting.
    package func answer(_ batch: [PendingRequest]) -> [EngineAnswer] { answer(batch, under: BatchPressure()) }

    /// Answers requests with the number of compressed tokens that the queue allows.
    package func answer(_ batch: [PendingRequest], under pressure: BatchPressure) -> [EngineAnswer] {
        answer(batch, side: sides.side(batch: batch.count, under: pressure))
    }

    private func answer(_ batch: [PendingRequest], side: Int) -> [EngineAnswer] {
        let side = min(side, model.geometry.grid)  // A gear of another model may ask for more.
        let pass: LookupPass
        do { pass = try self.pass(side: side, batch: batch.count) } catch {
            return batch.map { _ in .failed(.workerError, reason: "\(error)") }
        }
        var failures: [Int: EngineAnswer] = [:]
        var decoding: [Duration] = []
        for (position, request) in batch.enumerated() {
            decoding.append(
                clock.measure {
                    do throws(PayloadError) {
                        try request.withUnsafeFrames { (frames) throws(PayloadError) in
                            try reader.read(request.request, frames, into: &picture)
                        }
                        embedding.run(picture)
                        pass.place(embedding.tokens, at: position)
                    } catch {
                        failures[position] = .failed(.badPayload, reason: "\(error)")
                    }
                })
        }
        let compute = failures.count == batch.count ? .zero : clock.measure { pass.run() }
        return batch.indices.map { position in
            failures[position]
                ?? .answered(top: pass.answer(position).wire, decoding: decoding[position], compute: compute)
        }
    }

    /// A compiled pass; batches that edges' deadlines make smaller than planned are compiled once.
    private func pass(side: Int, batch: Int) throws -> LookupPass {
        let key = Key(side: side, batch: batch)
        if let pass = passes[key] { return pass }
        let pass = try LookupPass(bound, side: side, head: head, batch: batch)
        passes[key] = pass
        return pass
    }

    private func answerCanary() throws {
        let side = min(LookupSettings().side, model.geometry.grid)
        guard case .answered(let top, _, _) = answer([try canaryRequest()], side: side)[0], let best = top.first else {
            throw CanaryError(description: "the canary picture was not answered at all")
        }
        // The file tells what both heads answer.
        if head == .average { try model.canary?.check(best, model.precision) }
    }

    /// The canary as an edge would send it, with its pixels as they are.
    private func canaryRequest() throws -> PendingRequest {
        let side = model.geometry.image
        let payload = try PictureWriter(image: side).write(.exact, square: CanaryPicture.square(side: side))
        return PendingRequest(canary: payload, localization: Wire.Answer(classIndex: 0, confidence: 0))
    }
}
