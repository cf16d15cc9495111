package import Gears
package import LFViT

/// Accuracy and cost of every threshold with every side of the region, from one pass over the pictures.
package struct CalibrationSweep: Sendable {
    /// The thresholds that are measured: fine steps, for gears lie close to each other.
    package static let thresholds = (0...50).map { Double($0) / 50 }

    private let pictures: [CalibratedPicture]
    private let settings: [CascadeSettings]
    private let geometry: Geometry
    private let precision: String

    /// Makes the sweep of pictures that were measured with these settings, at least one of either.
    package init(_ pictures: [CalibratedPicture], settings: [CascadeSettings], geometry: Geometry, precision: String) {
        self.pictures = pictures
        self.settings = settings
        self.geometry = geometry
        self.precision = precision
    }

    /// Every point, unnumbered: side by side, threshold by threshold.
    package var points: [CalibratedGear] {
        settings.indices.flatMap { position in Self.thresholds.map { point($0, position) } }
    }

    /// The cascade at one threshold and with the settings at a position.
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
        let focus = Work.focus(geometry, settings[position]).gmacs
        let share = Double(focused) / count
        return CalibratedGear(
            threshold: threshold, regionSide: settings[position].regionSide, precision: precision,
            accuracy: Double(right) / count, focusShare: share,
            gmacs: Work.localization(geometry).gmacs + share * focus, focusGMACs: focus,
            bytesPerFrame: Double(bytes) / count)
    }
}
