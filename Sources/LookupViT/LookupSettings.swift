package import LFViT

/// How a LookupViT model is run: at one side of the compressed grid, or as a cascade of two sides with the same weights.
package struct LookupSettings: Sendable, Equatable {
    /// The side of the compressed grid that answers: every frame, or in a cascade the hard ones.
    package var side = 5
    /// The side of the glance; without it there is one stage.
    package var glanceSide: Int?
    /// The glance answers alone where its confidence reaches this.
    package var threshold = 0.5
    /// Off: every frame goes on to the second stage.
    package var earlyExit = true
    /// Which heads answer.
    package var head = LookupHead.average

    /// One stage at 5 x 5, both heads.
    package init() {}

    /// When the glance's answer stands.
    package var exitPolicy: ExitPolicy { ExitPolicy(threshold: threshold, earlyExit: earlyExit) }

    /// Checks the settings against a model.
    ///
    /// - Throws: `SettingsError` that names the setting, its value and what is possible.
    package func check(_ geometry: LookupGeometry) throws(SettingsError) {
        let sides = geometry.compressedSides
        if !(0...1).contains(threshold) {
            throw SettingsError("threshold \(threshold): a confidence lies between 0 and 1")
        }
        if !sides.contains(side) {
            throw SettingsError("compressed side \(side): this model has \(geometry.grid) x \(geometry.grid) tokens")
        }
        if let glanceSide, !sides.contains(glanceSide) {
            throw SettingsError("glance side \(glanceSide): this model has \(geometry.grid) x \(geometry.grid) tokens")
        }
    }
}
