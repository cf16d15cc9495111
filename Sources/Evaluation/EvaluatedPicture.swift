package import LFViT

/// What every stage says of one labelled picture.
package struct EvaluatedPicture: Sendable {
    /// What focus says with one of the settings that are evaluated.
    package struct Focus: Sendable {
        /// The answer.
        package let answer: Answer
        /// The window that was looked at, counted row by row; nil where the rule has none.
        package let window: Int?
        /// How long it took.
        package let time: Duration

        /// Makes the record of one close look.
        package init(answer: Answer, window: Int?, time: Duration) {
            self.answer = answer
            self.window = window
            self.time = time
        }
    }

    /// Where the picture lies.
    package let path: String
    /// The right class.
    package let label: Int
    /// Localization's answer, or the only pass's; of LookupViT the first side's.
    package let first: Answer
    /// How long it took, the half-resolution picture included.
    package let firstTime: Duration
    /// Focus's answers, one for each of the settings; none for a one-pass model. Of LookupViT the other sides'.
    package let focus: [Focus]

    /// Makes the record of one picture.
    package init(path: String, label: Int, first: Answer, firstTime: Duration, focus: [Focus]) {
        self.path = path
        self.label = label
        self.first = first
        self.firstTime = firstTime
        self.focus = focus
    }
}
