import Cascade
import Kernels
import LFViT
import LookupViT

/// LookupViT's looks: few compressed tokens, then more of them. The teacher has as many as training had at most.
final class LookupLooks: CalibratedLooks {
    let frame: PreparedFrame

    private let embedding: LookupTokens
    private let first: LookupPass
    private let sides: [LookupPass]
    private let teacher: LookupPass?
    private let payloadSize: (PreparedFrame) throws -> Int

    /// The teacher's side, where the model has so many tokens.
    private static let teacherSide = 10

    init(
        _ model: LookupViTModel, glance: Int, sides: [Int], head: LookupHead, crop: Double?, needsTeacher: Bool,
        payloadSize: @escaping (PreparedFrame) throws -> Int
    ) throws {
        let bound = try BoundLookupViT(model, context: ComputeContext())
        frame = PreparedFrame(model.configuration, crop: crop)
        embedding = try LookupTokens(bound)
        first = try LookupPass(bound, side: glance, head: head)
        self.sides = try sides.map { try LookupPass(bound, side: $0, head: head) }
        let most = min(Self.teacherSide, model.geometry.grid)
        teacher = needsTeacher ? try LookupPass(bound, side: most, head: head) : nil
        self.payloadSize = payloadSize
    }

    func glance() -> Answer {
        embedding.run(frame.high)
        return first.run(embedding.tokens)
    }

    func look(_ position: Int, number: UInt64) throws -> (answer: Answer, bytes: Int) {
        (sides[position].run(embedding.tokens), try payloadSize(frame))
    }

    func teach(number: UInt64) -> Answer? { teacher.map { $0.run(embedding.tokens) } }
}
