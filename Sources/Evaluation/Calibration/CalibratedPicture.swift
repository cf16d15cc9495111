/// What calibration keeps of one picture.
package struct CalibratedPicture: Sendable {
    /// What a close look says at one side.
    package struct Focus: Sendable {
        /// Whether it agrees with the reference.
        package let isRight: Bool
        /// Bytes of the payload that would be sent.
        package let bytes: Int

        /// Makes the record of one close look.
        package init(isRight: Bool, bytes: Int) {
            self.isRight = isRight
            self.bytes = bytes
        }
    }

    /// The glance's confidence.
    package let confidence: Float
    /// Whether the glance agrees with the reference.
    package let isRight: Bool
    /// Close looks, one for each side.
    package let focus: [Focus]

    /// Makes the record of one picture.
    package init(confidence: Float, isRight: Bool, focus: [Focus]) {
        self.confidence = confidence
        self.isRight = isRight
        self.focus = focus
    }
}
