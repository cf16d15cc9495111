/// Another model's accuracy and work on the same pictures: the backbone, a teacher, an earlier checkpoint.
package struct Beside: Sendable, Encodable {
    /// The model's file, as it was named.
    package let file: String
    /// The model's architecture.
    package let model: String
    /// Accuracy of the only pass, or of the first stage alone.
    package let first: StageAccuracy
    /// Its work, in 10^9 multiply-accumulates.
    package let gmacsFirst: Double
    /// The cascade at all thresholds; empty for a one-pass model.
    package let curve: [ThresholdSweep.Row]
    /// LookupViT's curve; empty for other models.
    package let sides: [EvaluationReport.Side]

    /// Takes what matters out of another model's report.
    package init(_ file: String, _ report: EvaluationReport) {
        self.file = file
        model = report.model
        first = report.first
        gmacsFirst = report.gmacsFirst
        curve = report.sides == nil ? report.sweeps.first?.curve ?? [] : []
        sides = report.sides ?? []
    }
}
