import LFViT

/// How the answers of a model in another numeric format, or of pictures decoded fast, compare with those of fp32 and exact
/// decoding on the same pictures.
package struct FormatAgreement: Sendable, Encodable, Equatable {
    /// One stage's comparison.
    package struct Stage: Sendable, Encodable, Equatable {
        /// The share of pictures that get the same class, in per cent.
        package let sameClass: Double
        /// Accuracy less that of fp32, in percentage points.
        package let accuracyChange: Double

        /// Compares classes picture by picture.
        package init(_ classes: [Int], reference: [Int], labels: [Int]) {
            precondition(classes.count == reference.count && classes.count == labels.count, "other pictures")
            let count = Double(max(1, classes.count))
            func share(_ found: [Int], _ wanted: [Int]) -> Double {
                100 * Double(zip(found, wanted).filter { $0 == $1 }.count) / count
            }
            sameClass = share(classes, reference)
            accuracyChange = share(classes, labels) - share(reference, labels)
        }
    }

    /// Localization, or the only pass.
    package let first: Stage
    /// Focus, one for each of the positions.
    package let focus: [Stage]
    /// The cascade at its threshold, one for each of the positions; none where nothing exits.
    package let cascade: [Stage]

    /// Compares two evaluations of the same pictures in the same order, of focus the answers at some positions.
    package init(
        _ pictures: [EvaluatedPicture], reference: [EvaluatedPicture], positions: [Int], threshold: Double?
    ) {
        let labels = pictures.map(\.label)
        first = Stage(pictures.map(\.first.best.index), reference: reference.map(\.first.best.index), labels: labels)
        let exitPolicy = threshold.map { ExitPolicy(threshold: $0, earlyExit: true) }
        func answer(_ picture: EvaluatedPicture, _ position: Int) -> Int {
            let exits = exitPolicy?.exits(confidence: picture.first.best.confidence) ?? false
            return exits ? picture.first.best.index : picture.focus[position].answer.best.index
        }
        cascade =
            exitPolicy == nil
            ? []
            : positions.map { position in
                Stage(
                    pictures.map { answer($0, position) }, reference: reference.map { answer($0, position) },
                    labels: labels)
            }
        focus = positions.map { position in
            Stage(
                pictures.map { $0.focus[position].answer.best.index },
                reference: reference.map { $0.focus[position].answer.best.index }, labels: labels
            )
        }
    }
}
