/// One point of the accuracy/load curve and what it was measured to cost.
package struct CalibratedGear: Codable, Equatable, Sendable {
    /// Its number in the table, from 1.
    package var gear: Int
    /// The glance answers alone where it is this sure, 0 to 1.
    package var threshold: Double
    /// Side of the region in cells; of LookupViT the side of the compressed grid.
    package var regionSide: Int
    /// The numeric format.
    package var precision: String
    /// Share of answers that agree with the reference, 0 to 1.
    package var accuracy: Double
    /// Share of the frames that reach focus, 0 to 1.
    package var focusShare: Double
    /// Mean multiply-accumulates of a frame, both stages, in 10^9.
    package var gmacs: Double
    /// Multiply-accumulates of one close look, in 10^9.
    package var focusGMACs: Double
    /// Mean payload bytes of a frame, those that exit included.
    package var bytesPerFrame: Double

    /// Makes a gear, whose number the table's order gives.
    package init(
        gear: Int = 0, threshold: Double, regionSide: Int, precision: String = "fp32", accuracy: Double,
        focusShare: Double, gmacs: Double, focusGMACs: Double, bytesPerFrame: Double
    ) {
        self.gear = gear
        self.threshold = threshold
        self.regionSide = regionSide
        self.precision = precision
        self.accuracy = accuracy
        self.focusShare = focusShare
        self.gmacs = gmacs
        self.focusGMACs = focusGMACs
        self.bytesPerFrame = bytesPerFrame
    }

    /// What a frame costs the focus pool on average, in 10^9 multiply-accumulates.
    package var cost: Double { focusShare * focusGMACs }

    /// What is out of bounds; nil for a good one.
    var fault: String? {
        if !(0...1).contains(threshold) { return "threshold \(threshold); expected 0 to 1" }
        if !(1...32).contains(regionSide) { return "regionSide \(regionSide); expected 1 to 32" }
        if !["fp32", "bf16", "int8"].contains(precision) {
            return "precision \(precision); expected fp32, bf16 or int8"
        }
        if !(0...1).contains(accuracy) { return "accuracy \(accuracy); expected 0 to 1" }
        if !(0...1).contains(focusShare) { return "focusShare \(focusShare); expected 0 to 1" }
        if !(focusGMACs > 0 && focusGMACs.isFinite) { return "focusGMACs \(focusGMACs); expected above 0" }
        return nil
    }
}
