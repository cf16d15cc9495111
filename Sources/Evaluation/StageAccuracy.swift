package import LFViT

/// How often a stage is right, in percent.
package struct StageAccuracy: Sendable, Encodable {
    /// The likeliest class is the right one.
    package let top1: Double
    /// The right class is among the five likeliest.
    package let top5: Double
    /// How many pictures were counted.
    package let pictures: Int

    /// Counts over answers and labels.
    package init(_ answers: some Collection<(answer: Answer, label: Int)>) {
        pictures = answers.count
        let scale = 100 / Double(max(1, answers.count))
        top1 = scale * Double(answers.count { $0.answer.best.index == $0.label })
        top5 = scale * Double(answers.count { $0.answer.contains($0.label) })
    }
}
