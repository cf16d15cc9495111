import Checkpoints
import Kernels
import LFViT
import Tensors
import Testing

struct AnswerTests {
    @Test func candidatesDescendAndProbabilitiesAreThoseOfAllClasses() throws {
        let model = try LFViTModel(path: Fixtures.path("random-plain-model"))
        let pass = try PlainPass(BoundModel(model, context: ComputeContext()))
        let answer = pass.run(Fixtures.pattern(side: 64))
        let order = pass.logits.indices.sorted { pass.logits[$0] > pass.logits[$1] }
        #expect(answer.top.map(\.index) == Array(order.prefix(5)))
        #expect(answer.top.map(\.confidence) == answer.top.map(\.confidence).sorted(by: >))
        #expect(answer.top.map(\.confidence).reduce(0, +) < 1)
        #expect(answer.contains(order[4]) && !answer.contains(order[5]))
    }

    @Test func exitNeedsTheThreshold() {
        #expect(ExitPolicy(threshold: 0.5, earlyExit: true).exits(confidence: 0.5))
        #expect(!ExitPolicy(threshold: 0.5, earlyExit: true).exits(confidence: 0.49999))
        #expect(ExitPolicy(threshold: 1, earlyExit: true).exits(confidence: 1))
        #expect(!ExitPolicy(threshold: 0, earlyExit: false).exits(confidence: 1))
    }
}
