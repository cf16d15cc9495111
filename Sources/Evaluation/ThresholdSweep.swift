package import LFViT

/// Accuracy and cost of the cascade at every threshold, from one pass over the pictures (the paper's Table 2).
package struct ThresholdSweep: Sendable {
    /// The cascade at one threshold.
    package struct Row: Sendable, Encodable {
        /// Localization answers alone from this confidence on; nil where nothing exits.
        package let threshold: Double?
        /// Percent right.
        package let top1: Double
        /// Percent with the right class among five.
        package let top5: Double
        /// The share of pictures that reach focus, 0 to 1.
        package let focusShare: Double
        /// Mean multiply-accumulates of a picture, in 10^9.
        package let gmacs: Double
        /// Pictures a second of the engine on all threads, from the stages' mean times of this run.
        package let imagesPerSecond: Double

        private enum Keys: CodingKey {
            case threshold, top1, top5, focusShare, gmacs, imagesPerSecond
        }

        /// Every key is always there: where nothing exits the threshold is null.
        package func encode(to encoder: any Encoder) throws {
            var container = encoder.container(keyedBy: Keys.self)
            try container.encode(threshold, forKey: .threshold)
            try container.encode(top1, forKey: .top1)
            try container.encode(top5, forKey: .top5)
            try container.encode(focusShare, forKey: .focusShare)
            try container.encode(gmacs, forKey: .gmacs)
            try container.encode(imagesPerSecond, forKey: .imagesPerSecond)
        }
    }

    /// The thresholds of a table for people: nil stands for "nothing exits".
    package static let thresholds: [Double?] = [0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, nil]

    private let pictures: [EvaluatedPicture]
    private let position: Int
    private let threads: Int
    private let localization: Work
    private let focus: Work
    private let localizationSeconds: Double
    private let focusSeconds: Double

    /// Makes the sweep of one of the settings that were evaluated.
    ///
    /// - Parameters:
    ///   - position: which of every picture's focus answers.
    ///   - threads: how many threads ran pictures side by side.
    ///   - localization: the work of every picture's first answer.
    ///   - focus: the work that comes on top where it is not confident.
    package init(
        _ pictures: [EvaluatedPicture], position: Int, localization: Work, focus: Work, threads: Int
    ) {
        self.pictures = pictures
        self.position = position
        self.threads = threads
        self.localization = localization
        self.focus = focus
        let count = Double(max(1, pictures.count))
        localizationSeconds = pictures.map { $0.firstTime / .seconds(1) }.reduce(0, +) / count
        focusSeconds = pictures.map { $0.focus[position].time / .seconds(1) }.reduce(0, +) / count
    }

    /// The cascade at one threshold.
    package func row(_ threshold: Double?) -> Row {
        let policy = ExitPolicy(threshold: threshold ?? 1, earlyExit: threshold != nil)
        var focused = 0
        let answers = pictures.map { picture in
            if policy.exits(confidence: picture.first.best.confidence) {
                return (answer: picture.first, label: picture.label)
            }
            focused += 1
            return (answer: picture.focus[position].answer, label: picture.label)
        }
        let accuracy = StageAccuracy(answers)
        let share = Double(focused) / Double(max(1, pictures.count))
        let seconds = localizationSeconds + share * focusSeconds
        return Row(
            threshold: threshold, top1: accuracy.top1, top5: accuracy.top5, focusShare: share,
            gmacs: localization.gmacs + share * focus.gmacs,
            imagesPerSecond: seconds > 0 ? Double(threads) / seconds : 0
        )
    }

    /// The whole curve: one row for every confidence at which the cascade changes.
    package func curve() -> [Row] {
        Set(pictures.map { Double($0.first.best.confidence) }).sorted().map(row) + [row(nil)]
    }
}
