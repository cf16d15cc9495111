import LFViT
import Wire

/// The point of the accuracy/load curve that one frame is treated at: the edge's own settings, or the gear in force.
struct WorkingPoint: Equatable, Sendable {
    /// When localization's answer stands.
    let exitPolicy: ExitPolicy
    /// The confidence of that, as requests tell it.
    let threshold: Double
    /// The side of the region in cells.
    let regionSide: Int
    /// LookupViT: the side of the compressed grid that workers are asked for; 0 leaves it to them.
    let compressedSide: Int
    /// The gear's number; nil without one.
    let gear: Int?

    /// The own settings, or a gear that the model can be run at; another one is ignored.
    init(_ settings: CascadeSettings, gear: Gear?, _ model: EdgeModel) {
        guard let gear, gear.regionSide <= model.grid else {
            exitPolicy = ExitPolicy(settings)
            threshold = settings.threshold
            regionSide = settings.regionSide
            compressedSide = 0
            self.gear = nil
            return
        }
        exitPolicy = ExitPolicy(threshold: Double(gear.threshold), earlyExit: true)
        threshold = Double(gear.threshold)
        regionSide = gear.regionSide
        compressedSide = model.hasRegions ? 0 : gear.regionSide
        self.gear = gear.number
    }
}
