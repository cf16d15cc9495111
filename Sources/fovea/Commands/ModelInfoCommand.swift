import ArgumentParser
import Checkpoints
import Foundation
import Kernels
import LFViT
import LookupViT
import Payloads
import Wire

/// Prints the parameters, the geometry and the work of each stage of a model.
struct ModelInfoCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "info",
        abstract: "Print parameters, geometry, tokens and multiply-accumulates of each stage.",
        usage: "fovea model info (<file> | --geometry <geometry>) [<options>]",
        discussion: "EXAMPLE: fovea model info --geometry small-224"
    )

    @Argument(help: "A model file.")
    var file: String?

    @Option(help: "Instead of a file, a geometry: \(ModelConfiguration.names).")
    var geometry: String?

    @OptionGroup var cascade: CascadeFlags

    @OptionGroup var lookup: LookupFlags

    @Flag(help: "Print one line of JSON.")
    var json = false

    func validate() throws {
        guard (file == nil) != (geometry == nil) else {
            throw ValidationError("name either a model file or --geometry (\(ModelConfiguration.names))")
        }
        if let geometry, ModelConfiguration(named: geometry) == nil {
            throw ValidationError("\(geometry) is no known geometry: \(ModelConfiguration.names)")
        }
    }

    func run() throws {
        // Loading checks every tensor, so that what is printed is true of a usable file.
        guard
            let configuration = try file.map({ try LoadedModel(path: $0, precision: .fp32).configuration })
                ?? geometry.flatMap(ModelConfiguration.init(named:))
        else { return }
        var report = try Report(configuration, cascade, lookup)
        if let file, configuration.architecture != .lookupViT {
            report.fingerprint = try Report.Fingerprint(file, configuration)
        }
        try json ? Output.json(report) : Output.line(report.text)
    }

    private struct Report: Encodable {
        struct Stage: Encodable {
            let tokens: Int
            let gmacs: Double

            init(_ work: Work) {
                tokens = work.tokens
                gmacs = work.gmacs
            }
        }

        /// What a node must say in its hello, for clients in other languages.
        struct Fingerprint: Encodable {
            let weights: String
            let geometry: String

            init(_ file: String, _ configuration: ModelConfiguration) throws {
                let found = try Wire.Fingerprint(
                    modelFile: file, geometry: Geometry(configuration), settings: CascadeSettings(configuration)
                )
                weights = Self.hexadecimal(found.weights)
                geometry = Self.hexadecimal(found.geometry)
            }

            private static func hexadecimal(_ bytes: [UInt8]) -> String {
                bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
            }
        }

        struct Stages: Encodable {
            var plain: Stage?
            var localization: Stage?
            var focus: [String: Stage]?
            var lookup: [String: Stage]?
            var elastic: [String: Stage]?

            private enum Keys: String, CodingKey { case plain, localization, focus, lookup, elastic }

            func encode(to encoder: any Encoder) throws {
                var container = encoder.container(keyedBy: Keys.self)
                try container.encode(plain, forKey: .plain)
                try container.encode(localization, forKey: .localization)
                try container.encode(focus, forKey: .focus)
                try container.encode(lookup, forKey: .lookup)
                try container.encode(elastic, forKey: .elastic)
            }
        }

        let architecture: String
        let parameters: Int
        let image: Int
        let grid: Int
        let dim: Int
        let depth: Int
        let heads: Int
        let classes: Int
        let regionSide: Int?
        let alpha: Double?
        let beta: Double?
        let reverseNorm: String?
        let alignCorners: Bool?
        let crop: Double
        let mean: [Float]
        let std: [Float]
        let stages: Stages
        var fingerprint: Fingerprint?

        private enum Keys: String, CodingKey {
            case architecture, parameters, image, grid, dim, depth, heads, classes, regionSide, alpha, beta
            case reverseNorm, alignCorners, crop, mean, std, stages, fingerprint
        }

        /// Every key is always there: what a model does not have is null, so that programs need no special case.
        func encode(to encoder: any Encoder) throws {
            var container = encoder.container(keyedBy: Keys.self)
            try container.encode(architecture, forKey: .architecture)
            try container.encode(parameters, forKey: .parameters)
            try container.encode(image, forKey: .image)
            try container.encode(grid, forKey: .grid)
            try container.encode(dim, forKey: .dim)
            try container.encode(depth, forKey: .depth)
            try container.encode(heads, forKey: .heads)
            try container.encode(classes, forKey: .classes)
            try container.encode(regionSide, forKey: .regionSide)
            try container.encode(alpha, forKey: .alpha)
            try container.encode(beta, forKey: .beta)
            try container.encode(reverseNorm, forKey: .reverseNorm)
            try container.encode(alignCorners, forKey: .alignCorners)
            try container.encode(crop, forKey: .crop)
            try container.encode(mean, forKey: .mean)
            try container.encode(std, forKey: .std)
            try container.encode(stages, forKey: .stages)
            try container.encode(fingerprint, forKey: .fingerprint)
        }

        init(_ configuration: ModelConfiguration, _ flags: CascadeFlags, _ lookup: LookupFlags) throws {
            let geometry = Geometry(configuration)
            architecture = configuration.architecture.rawValue
            image = geometry.image
            dim = geometry.dim
            depth = geometry.depth
            heads = geometry.heads
            classes = geometry.classes
            regionSide = configuration.regionSide
            alpha = configuration.alpha
            beta = configuration.beta
            crop = configuration.crop
            mean = configuration.mean
            std = configuration.std
            reverseNorm = configuration.reverseNorm?.rawValue
            alignCorners = configuration.alignCorners
            if configuration.architecture == .lookupViT {
                let geometry = LookupGeometry(configuration)
                let head = try lookup.settings(for: geometry, flags).head
                parameters = geometry.parameters
                grid = geometry.grid
                stages = Stages(
                    lookup: Dictionary(
                        uniqueKeysWithValues: geometry.compressedSides.map {
                            (String($0), Stage(.lookup(geometry, side: $0, head: head)))
                        }))
                return
            }
            if configuration.elastic != true { try lookup.refuse() }
            parameters =
                geometry.parameters
                + (configuration.elastic == true ? LookupGeometry(configuration).blockParameters : 0)
            grid = geometry.grid
            guard configuration.architecture == .lfViT else {
                stages = Stages(plain: Stage(.plain(geometry)))
                return
            }
            var focus: [String: Stage] = [:]
            for side in 1...geometry.grid {
                var settings = try flags.settings(for: configuration)
                settings.regionSide = side
                focus[String(side)] = Stage(.focus(geometry, settings))
            }
            stages = Stages(
                plain: Stage(.plain(geometry)), localization: Stage(.localization(geometry)), focus: focus,
                elastic: configuration.elastic != true
                    ? nil
                    : Dictionary(
                        uniqueKeysWithValues: try (1...geometry.fineGrid).map { side in
                            let settings = try flags.settings(for: configuration)
                            return (
                                String(side), Stage(.elastic(geometry, settings, side: side, head: lookup.head))
                            )
                        }))
        }

        /// The tables for people.
        var text: String {
            var lines = [
                "architecture  \(architecture)",
                "parameters    \(parameters.formatted(.number.locale(Locale(identifier: "en_US"))))",
                "picture       \(image) x \(image), \(grid) x \(grid) \(reverseNorm == nil ? "coarse cells" : "lookup tokens"), "
                    + "crop \(crop)",
                "encoder       \(Table.count(depth, "block")) of width \(dim), \(Table.count(heads, "head"))",
                "classes       \(classes)",
            ]
            if let regionSide, let alpha, let beta {
                lines.append("region        side \(regionSide), alpha \(alpha), beta \(beta)")
            }
            if let reverseNorm, let alignCorners {
                lines.append(
                    "compression   reverse norm \(reverseNorm), \(alignCorners ? "corners aligned" : "half pixels")")
            }
            lines += ["", Table.row("stage", ["tokens", "GMACs"])]
            if let plain = stages.plain { lines.append(row("plain", plain)) }
            if let localization = stages.localization { lines.append(row("localization", localization)) }
            for side in 1...grid {
                if let stage = stages.focus?[String(side)] { lines.append(row("focus m=\(side)", stage)) }
                if let stage = stages.lookup?[String(side)] { lines.append(row("lookup \(side)x\(side)", stage)) }
            }
            for side in 1...2 * grid {
                if let stage = stages.elastic?[String(side)] { lines.append(row("elastic \(side)x\(side)", stage)) }
            }
            return lines.joined(separator: "\n")
        }

        private func row(_ name: String, _ stage: Stage) -> String {
            Table.row(name, [String(stage.tokens), Table.number(stage.gmacs, 3)])
        }
    }
}
