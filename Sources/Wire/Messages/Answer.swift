/// A class and how sure the model is.
package struct Answer: Hashable, Sendable {
    /// Position in the model's list of classes.
    package var classIndex: Int
    /// Softmax probability, 0 to 1.
    package var confidence: Float

    /// Makes the value; bounds are checked when it is read from the network, see `Bounds`.
    package init(classIndex: Int, confidence: Float) {
        self.classIndex = classIndex
        self.confidence = confidence
    }
}
