/// What decoding costs beside localization, from the measurements of many pictures.
package struct PictureTable: Sendable, Encodable {
    /// How many pictures were measured.
    package let pictures: Int
    /// Median milliseconds of localization.
    package let localization: Double
    /// Median milliseconds up to what localization reads, where all of a picture is decoded.
    package let exact: Double
    /// The same where as much is decoded as is looked at.
    package let glance: Double
    /// Median milliseconds that a hard frame takes more.
    package let region: Double
    /// The share of frames that are hard.
    package let hardShare: Double
    /// The share of pictures, in per cent, that localization answers the same.
    package let sameGlance: Double
    /// The share of pictures, in per cent, that the cascade answers the same.
    package let sameAnswer: Double

    /// What a frame's decoding takes where it is fast, hard ones and others together.
    package var fast: Double { glance + hardShare * region }

    /// Sums up at least one measurement.
    package init(_ samples: [PictureBenchmark.Sample]) {
        precondition(!samples.isEmpty, "no measurements")
        func median(_ time: KeyPath<PictureBenchmark.Sample, Duration>) -> Double {
            samples.map { $0[keyPath: time] / .milliseconds(1) }.sorted()[samples.count / 2]
        }
        func share(_ isCounted: (PictureBenchmark.Sample) -> Bool) -> Double {
            Double(samples.count(where: isCounted)) / Double(samples.count)
        }
        pictures = samples.count
        (localization, exact, glance, region) = (
            median(\.localization), median(\.exact), median(\.glance), median(\.region)
        )
        hardShare = share(\.isHard)
        sameGlance = 100 * share(\.isSame.localization)
        sameAnswer = 100 * share(\.isSame.cascade)
    }
}
