import Checkpoints
package import LFViT
package import LookupViT

extension LFViTModel {
    /// Refuses a model whose answers to the empty frame are no numbers: finite weights can still be damaged beyond use.
    ///
    /// - Throws: `CheckpointError` that names the file.
    package func check(_ answers: Answer...) throws {
        try Answer.check(answers, of: origin)
    }
}

extension LookupViTModel {
    /// The same for the other family.
    package func check(_ answers: Answer...) throws {
        try Answer.check(answers, of: origin)
    }
}

extension Answer {
    fileprivate static func check(_ answers: [Answer], of origin: String) throws {
        guard answers.allSatisfy({ $0.best.confidence.isFinite }) else {
            throw CheckpointError(
                origin, "gives answers that are no numbers; the file is damaged or training diverged"
            )
        }
    }
}
