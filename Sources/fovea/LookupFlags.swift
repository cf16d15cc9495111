import ArgumentParser
import LFViT
import LookupViT

extension LookupHead: ExpressibleByArgument {}

/// The flags that LookupViT models are run with.
struct LookupFlags: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "LookupViT: the side of the compressed grid, so M = side x side tokens.", valueName: "tokens"))
    var compressedSide: Int?

    @Option(
        help: ArgumentHelp(
            "LookupViT: glance at this side first and go on to --compressed-side where it is not sure.",
            valueName: "tokens"))
    var glanceSide: Int?

    @Option(
        parsing: .upToNextOption,
        help: ArgumentHelp(
            "LookupViT workers: the sides that the queue may choose from (7 6 5; elastic LF-ViT: 7 5 3).",
            valueName: "tokens"))
    var compressedSides: [Int] = []

    @Option(help: "LookupViT: which heads answer: average or compressed, which spares part of the last block.")
    var head: LookupHead = .average

    func validate() throws {
        if compressedSide != nil, !compressedSides.isEmpty {
            throw ValidationError(
                "--compressed-side fixes the side, --compressed-sides lets the queue choose: name one")
        }
    }

    /// The settings for a model, checked against it.
    ///
    /// - Parameter side: the side of the compressed grid where no flag says it.
    func settings(
        for geometry: LookupGeometry, _ cascade: CascadeFlags, side: Int = LookupSettings().side
    ) throws -> LookupSettings {
        if let flag = cascade.regionFlag {
            throw ValidationError("\(flag): this is a LookupViT model, which has no region; see --compressed-side")
        }
        var settings = LookupSettings()
        settings.side = compressedSide ?? min(side, geometry.grid)
        settings.glanceSide = glanceSide
        settings.threshold = cascade.threshold
        settings.earlyExit = !cascade.noExit
        settings.head = head
        do throws(SettingsError) { try settings.check(geometry) } catch { throw ValidationError(error.description) }
        return settings
    }

    /// The side of an elastic focus stage, checked against the model.
    ///
    /// - Parameter side: where no flag says it.
    func elasticSide(
        _ model: ElasticModel, _ cascade: CascadeFlags, else side: Int = LookupSettings().side
    ) throws -> Int {
        let geometry = LookupGeometry(model.base.configuration)
        if glanceSide != nil {
            throw ValidationError("--glance-side: an elastic LF-ViT glances by its localization")
        }
        if cascade.noReuse {
            throw ValidationError("--no-reuse: an elastic focus stage makes its compressed tokens of every cell")
        }
        let side = compressedSide ?? min(side, geometry.grid)
        guard geometry.compressedSides.contains(side) else {
            throw ValidationError(
                "--compressed-side \(side): this model has \(geometry.grid) x \(geometry.grid) tokens")
        }
        return side
    }

    /// Refuses a choice among sides where nothing has a queue.
    func refuseChoice() throws {
        if !compressedSides.isEmpty {
            throw ValidationError("--compressed-sides: for workers, whose queue chooses; see --compressed-side")
        }
    }

    /// Refuses these flags beside a model of the other families.
    func refuse() throws {
        for (flag, isGiven) in [
            ("--compressed-side", compressedSide != nil), ("--compressed-sides", !compressedSides.isEmpty),
            ("--glance-side", glanceSide != nil),
            ("--head", head != .average),
        ] where isGiven {
            throw ValidationError("\(flag): this is no LookupViT model; name one with --model")
        }
    }
}
