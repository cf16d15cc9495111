/// How many labelled frames were answered, and how many rightly.
package struct AccuracyCount: Codable, Equatable, Sendable {
    /// Frames with a label and an answer.
    package private(set) var labelled = 0
    /// Those whose answer is the label.
    package private(set) var right = 0

    /// Nothing yet.
    package init() {}

    /// The share of right answers, 0 to 1; nil where nothing was labelled.
    package var share: Double? { labelled == 0 ? nil : Double(right) / Double(labelled) }

    /// Counts an answer.
    package mutating func count(isRight: Bool) {
        labelled += 1
        right += isRight ? 1 : 0
    }
}
