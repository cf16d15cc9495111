/// What one stage said of the picture.
package struct LabelledAnswer: Hashable, Sendable {
    /// The class in words.
    package let label: String
    /// The highest probability, 0 to 1.
    package let confidence: Float

    /// Makes an answer; the sheet checks the confidence.
    package init(label: String, confidence: Float) {
        (self.label, self.confidence) = (label, confidence)
    }
}
