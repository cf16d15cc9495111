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
    /// The gear's number; nil without one.
    let gear: Int?

    /// The own settings, or a gear that the model can be run at; another one is ignored.
    init(_ settings: CascadeSettings, gear: Gear?, grid: Int) {
        guard let gear, gear.regionSide <= grid else {
            exitPolicy = ExitPolicy(settings)
            threshold = settings.threshold
            regionSide = settings.regionSide
            self.gear = nil
            return
        }
        exitPolicy = ExitPolicy(threshold: Double(gear.threshold), earlyExit: true)
        threshold = Double(gear.threshold)
        regionSide = gear.regionSide
        self.gear = gear.number
    }
}
