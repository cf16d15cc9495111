package import LFViT

/// Accuracy and cost of the cascade at every threshold, from one pass over the pictures (the paper's Table 2, Fig. 4 and
/// Fig. 7).
package struct ThresholdSweep: Sendable {
    /// The cascade at one threshold.
    package struct Row: Sendable, Encodable {
        /// Localization answers alone from this confidence on; nil where nothing exits.
        package let threshold: Double?
        /// Percent right.
        package let top1: Double
        /// Percent with the right class among five.
        package let top5: Double
        /// How many pictures localization answered rightly, of those that exited.
        package let rightAtLocalization: Int
        /// How many pictures focus answered rightly, of those that reached it.
        package let rightAtFocus: Int
        /// The share of pictures that reach focus, 0 to 1.
        package let focusShare: Double
        /// Mean multiply-accumulates of a picture, in 10^9.
        package let gmacs: Double
        /// Pictures a second of the engine on all threads, from the stages' mean times of this run.
        package let imagesPerSecond: Double

        private enum Keys: CodingKey {
            case threshold, top1, top5, rightAtLocalization, rightAtFocus, focusShare, gmacs, imagesPerSecond
        }

        /// Every key is always there: where nothing exits the threshold is null.
        package func encode(to encoder: any Encoder) throws {
            var container = encoder.container(keyedBy: Keys.self)
            try container.encode(threshold, forKey: .threshold)
            try container.encode(top1, forKey: .top1)
            try container.encode(top5, forKey: .top5)
            try container.encode(rightAtLocalization, forKey: .rightAtLocalization)
            try container.encode(rightAtFocus, forKey: .rightAtFocus)
            try container.encode(focusShare, forKey: .focusShare)
            try container.encode(gmacs, forKey: .gmacs)
            try container.encode(imagesPerSecond, forKey: .imagesPerSecond)
        }
    }

    /// The thresholds of a table for people: nil stands for "nothing exits".
    package static let thresholds: [Double?] = [0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, nil]

    /// How many pictures a stage answered rightly.
    private struct Right {
        var top1 = 0
        var top5 = 0

        func adding(_ answer: Answer, _ label: Int) -> Right {
            Right(top1: top1 + (answer.best.index == label ? 1 : 0), top5: top5 + (answer.contains(label) ? 1 : 0))
        }
    }

    /// Localization's confidences, the surest first.
    private let confidences: [Float]
    /// What localization and focus answer rightly of the surest 0, 1, 2, ... pictures.
    private let first: [Right]
    private let second: [Right]
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
        let surest = pictures.sorted { $0.first.best.confidence > $1.first.best.confidence }
        var (first, second) = ([Right()], [Right()])
        for (count, picture) in surest.enumerated() {
            first.append(first[count].adding(picture.first, picture.label))
            second.append(second[count].adding(picture.focus[position].answer, picture.label))
        }
        confidences = surest.map(\.first.best.confidence)
        (self.first, self.second) = (first, second)
        self.threads = threads
        self.localization = localization
        self.focus = focus
        let count = Double(max(1, pictures.count))
        localizationSeconds = pictures.map { $0.firstTime / .seconds(1) }.reduce(0, +) / count
        focusSeconds = pictures.map { $0.focus[position].time / .seconds(1) }.reduce(0, +) / count
    }

    /// The cascade at one threshold.
    package func row(_ threshold: Double?) -> Row {
        let exited = exits(ExitPolicy(threshold: threshold ?? 1, earlyExit: threshold != nil))
        let all = confidences.count
        let scale = 100 / Double(max(1, all))
        let share = Double(all - exited) / Double(max(1, all))
        let seconds = localizationSeconds + share * focusSeconds
        let rightAtFocus = second[all].top1 - second[exited].top1
        return Row(
            threshold: threshold, top1: scale * Double(first[exited].top1 + rightAtFocus),
            top5: scale * Double(first[exited].top5 + second[all].top5 - second[exited].top5),
            rightAtLocalization: first[exited].top1, rightAtFocus: rightAtFocus, focusShare: share,
            gmacs: localization.gmacs + share * focus.gmacs,
            imagesPerSecond: seconds > 0 ? Double(threads) / seconds : 0
        )
    }

    /// The whole curve: one row for every confidence at which the cascade changes, evenly thinned out where there are more
    /// than `most`.
    package func curve(most: Int = 1000) -> [Row] {
        let steps = Set(confidences).sorted()
        let kept = steps.count <= most ? steps : (0..<most).map { steps[$0 * (steps.count - 1) / (most - 1)] }
        return kept.map { row(Double($0)) } + [row(nil)]
    }

    /// How many of the surest pictures exit.
    private func exits(_ policy: ExitPolicy) -> Int {
        var (low, high) = (0, confidences.count)
        while low < high {
            let middle = (low + high) / 2
            if policy.exits(confidence: confidences[middle]) { low = middle + 1 } else { high = middle }
        }
        return low
    }
}
