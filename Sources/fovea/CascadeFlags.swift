import ArgumentParser
import Checkpoints
import LFViT

extension RegionRule: ExpressibleByArgument {}

/// The flags that change how the cascade decides and what it leaves out.
struct CascadeFlags: ParsableArguments {
    @Option(help: ArgumentHelp("Localization answers alone where it is this sure, 0 to 1.", valueName: "confidence"))
    var threshold = 0.5

    @Option(help: ArgumentHelp("The side of the region in coarse cells; without it the model's.", valueName: "cells"))
    var regionSide: Int?

    @Option(
        help: ArgumentHelp(
            "The share of the region's cells that focus keeps; without it the model's.", valueName: "share"))
    var alpha: Double?

    @Option(
        help: ArgumentHelp("The decay of the accumulated class attention; without it the model's.", valueName: "decay"))
    var beta: Double?

    @Option(
        help: ArgumentHelp(
            "How the region is chosen: ngca is the paper's rule, scattered is CF-ViT's, off looks everywhere.",
            valueName: "rule"
        )
    )
    var regionRule: RegionRule = .neighbourhood

    @Flag(help: "Leave localization's features out of the kept cells.")
    var noFusion = false

    @Flag(help: "Leave the other cells out of focus.")
    var noReuse = false

    @Flag(help: "Send every picture to focus.")
    var noExit = false

    /// A flag that was given and means a region, which only LF-ViT has.
    var regionFlag: String? {
        [
            ("--region-side", regionSide != nil), ("--alpha", alpha != nil), ("--beta", beta != nil),
            ("--region-rule", regionRule != .neighbourhood), ("--no-fusion", noFusion), ("--no-reuse", noReuse),
        ].first { $0.1 }?.0
    }

    /// The settings for a model, checked against it.
    func settings(for configuration: ModelConfiguration) throws -> CascadeSettings {
        var settings = CascadeSettings(configuration)
        settings.threshold = threshold
        settings.earlyExit = !noExit
        settings.regionSide = regionSide ?? settings.regionSide
        settings.alpha = alpha ?? (regionRule == .scattered ? CascadeSettings.scatteredAlpha : settings.alpha)
        settings.beta = beta ?? settings.beta
        settings.regionRule = regionRule
        settings.fusion = !noFusion
        settings.reuse = !noReuse
        do {
            try settings.check(Geometry(configuration))
        } catch {
            throw ValidationError(error.description)
        }
        return settings
    }
}
