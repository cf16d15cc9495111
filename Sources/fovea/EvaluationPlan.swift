import ArgumentParser
import Evaluation
import LFViT
import LookupViT

/// What `fovea eval` runs of a model: a first stage and, where the model has them, others that follow where it is not sure.
struct EvaluationPlan: Sendable {
    /// One of the model's stages.
    struct Stage: Sendable {
        /// As tables name it.
        let name: String
        let work: Work
        /// LF-ViT's side of the region.
        var regionSide: Int?
        /// LookupViT's side of the compressed grid.
        var compressedSide: Int?
    }

    let first: Stage
    let others: [Stage]
    private let crop: Double?
    private let kind: Kind

    private enum Kind: Sendable {
        case regions([CascadeSettings])
        case elastic(CascadeSettings, [Int], LookupHead)
        case compressedSides([Int], LookupHead)
    }

    /// The sides of the compressed grid that are evaluated where no flag names any.
    static let compressedSides = [3, 5, 7, 10]

    /// Plans a model's stages by the flags.
    ///
    /// - Parameter sides: sides of the region or of the compressed grid, instead of the one flag's.
    init(_ model: LoadedModel, _ run: RunFlags, sides: [Int]) throws {
        crop = run.crop
        switch model {
        case .lfViT(let model):
            let geometry = model.geometry
            let settings = try EvaluationPlan.regions(model, run, sides)
            kind = .regions(settings)
            first =
                geometry.isCascade
                ? Stage(name: "localization", work: .localization(geometry))
                : Stage(name: "plain", work: .plain(geometry))
            others =
                !geometry.isCascade
                ? []
                : settings.map {
                    Stage(
                        name: "focus m=\($0.regionSide)", work: .focus(geometry, $0), regionSide: $0.regionSide)
                }
        case .elastic(let model):
            let (geometry, head) = (model.base.geometry, run.lookup.head)
            let settings = try run.cascade.settings(for: model.base.configuration)
            let one = try run.lookup.elasticSide(model, run.cascade)
            let usual = EvaluationPlan.compressedSides.filter((1...geometry.fineGrid).contains)
            let chosen = !sides.isEmpty ? sides : run.lookup.compressedSide == nil ? usual : [one]
            if let side = chosen.first(where: { !(1...geometry.fineGrid).contains($0) }) {
                throw ValidationError(
                    "--sides \(side): this model has \(geometry.fineGrid) x \(geometry.fineGrid) tokens")
            }
            kind = .elastic(settings, chosen, head)
            first = Stage(name: "localization", work: .localization(geometry))
            others = chosen.map {
                Stage(
                    name: "elastic \($0)x\($0)", work: .elastic(geometry, settings, side: $0, head: head),
                    regionSide: settings.regionSide, compressedSide: $0)
            }
        case .lookupViT(let model):
            let geometry = model.geometry
            let sides = try EvaluationPlan.compressed(geometry, run, sides)
            kind = .compressedSides(sides, run.lookup.head)
            let stages = sides.map {
                Stage(
                    name: "lookup \($0)x\($0)", work: .lookup(geometry, side: $0, head: run.lookup.head),
                    compressedSide: $0)
            }
            first = stages[0]
            others = Array(stages.dropFirst())
        }
    }

    private static func regions(_ model: LFViTModel, _ run: RunFlags, _ sides: [Int]) throws -> [CascadeSettings] {
        try run.lookup.refuse()
        let settings = try run.cascade.settings(for: model.configuration)
        return try (sides.isEmpty ? [settings.regionSide] : sides).map { side in
            var one = settings
            one.regionSide = side
            do throws(SettingsError) { try one.check(model.geometry) } catch {
                throw ValidationError(error.description)
            }
            return one
        }
    }

    private static func compressed(_ geometry: LookupGeometry, _ run: RunFlags, _ sides: [Int]) throws -> [Int] {
        let settings = try run.lookup.settings(for: geometry, run.cascade)
        let one = run.lookup.compressedSide.map { [settings.glanceSide, $0].compactMap { $0 } }
        let chosen = !sides.isEmpty ? sides : one ?? compressedSides.filter(geometry.compressedSides.contains)
        for side in chosen {
            var one = settings
            one.side = side
            do throws(SettingsError) { try one.check(geometry) } catch { throw ValidationError(error.description) }
        }
        return chosen.isEmpty ? [settings.side] : chosen
    }

    /// Compiles the stages on the calling compute thread, of the planned model in any format.
    func evaluator(_ model: LoadedModel) throws -> StagedEvaluator {
        switch (model, kind) {
        case (.lfViT(let model), .regions(let settings)):
            try StagedEvaluator(model, settings: settings, crop: crop)
        case (.elastic(let model), .elastic(let settings, let sides, let head)):
            try StagedEvaluator(model, settings: settings, sides: sides, head: head, crop: crop)
        case (.lookupViT(let model), .compressedSides(let sides, let head)):
            try StagedEvaluator(model, sides: sides, head: head, crop: crop)
        default: preconditionFailure("a plan for a model of another family")
        }
    }
}
