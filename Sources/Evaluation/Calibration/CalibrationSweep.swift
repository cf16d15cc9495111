package import Gears
package import LFViT

/// Accuracy and cost of every threshold with every side, from one pass over the pictures.
package struct CalibrationSweep: Sendable {
    /// The thresholds that are measured: fine steps, for gears lie close to each other.
    package static let thresholds = (0...50).map { Double($0) / 50 }

    private let pictures: [CalibratedPicture]
    private let glance: Work
    private let looks: [Look]
    private let precision: String

    /// One side that gears may ask for.
    package struct Look: Sendable {
        /// Of the region, or of LookupViT's compressed grid.
        package let side: Int
        /// The work of a close look.
        package let work: Work

        /// Makes a side with its work.
        package init(side: Int, work: Work) {
            (self.side, self.work) = (side, work)
        }
    }

    /// Makes the sweep of pictures that were measured at these sides, at least one of either.
    ///
    /// - Parameter glance: the work that every picture takes.
    package init(_ pictures: [CalibratedPicture], glance: Work, looks: [Look], precision: String) {
        self.pictures = pictures
        self.glance = glance
        self.looks = looks
        self.precision = precision
    }

    /// Every point, unnumbered: side by side, threshold by threshold.
    package var points: [CalibratedGear] {
        looks.indices.flatMap { position in Self.thresholds.map { point($0, position) } }
    }

    /// The cascade at one threshold and with the side at a position.
    package func point(_ threshold: Double, _ position: Int) -> CalibratedGear {
        let policy = ExitPolicy(threshold: threshold, earlyExit: true)
        var (right, focused, bytes) = (0, 0, 0)
        for picture in pictures {
            if policy.exits(confidence: picture.confidence) {
                right += picture.isRight ? 1 : 0
            } else {
                focused += 1
                right += picture.focus[position].isRight ? 1 : 0
                bytes += picture.focus[position].bytes
            }
        }
        let count = Double(max(1, pictures.count))
        let focus = looks[position].work.gmacs
        let share = Double(focused) / count
        return CalibratedGear(
            threshold: threshold, regionSide: looks[position].side, precision: precision,
            accuracy: Double(right) / count, focusShare: share,
            gmacs: glance.gmacs + share * focus, focusGMACs: focus,
            bytesPerFrame: Double(bytes) / count)
    }
}
