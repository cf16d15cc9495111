import ArgumentParser
import Evaluation
import Images
import LFViT
import LookupViT

extension EvaluationPlan {
    /// The sides of the compressed grid that are evaluated where no flag names any.
    static let compressedSides = [3, 5, 7, 10]

    /// Plans a model's stages by the flags.
    ///
    /// - Parameter sides: sides of the region or of the compressed grid, instead of the one flag's.
    init(_ model: LoadedModel, _ run: RunFlags, sides: [Int], ablations: Bool) throws {
        switch model {
        case .lfViT(let model):
            try run.lookup.refuse()
            if ablations, !model.geometry.isCascade { throw EvaluationPlan.noAblations }
            let settings = try run.cascade.settings(for: model.configuration)
            self.init(
                model.geometry, settings, sides: sides.isEmpty ? [settings.regionSide] : sides, ablations: ablations)
            guard case .regions(let geometry, let all) = family else { return }
            for one in all {
                do throws(SettingsError) { try one.check(geometry) } catch {
                    throw ValidationError(error.description)
                }
            }
        case .elastic(let model):
            if ablations { throw EvaluationPlan.noAblations }
            let grid = model.base.geometry.fineGrid
            let settings = try run.cascade.settings(for: model.base.configuration)
            let one = try run.lookup.elasticSide(model, run.cascade)
            let usual = EvaluationPlan.compressedSides.filter((1...grid).contains)
            let chosen = !sides.isEmpty ? sides : run.lookup.compressedSide == nil ? usual : [one]
            if let side = chosen.first(where: { !(1...grid).contains($0) }) {
                throw ValidationError("--sides \(side): this model has \(grid) x \(grid) tokens")
            }
            self.init(elastic: model.base.geometry, settings, sides: chosen, head: run.lookup.head)
        case .lookupViT(let model):
            if ablations { throw EvaluationPlan.noAblations }
            let sides = try EvaluationPlan.compressed(model.geometry, run, sides)
            self.init(
                model.geometry, sides: sides, head: run.lookup.head,
                threshold: run.cascade.noExit ? nil : run.cascade.threshold)
        }
    }

    /// Plans a model's stages as the model was trained.
    init(_ model: LoadedModel) {
        switch model {
        case .lfViT(let model):
            let settings = CascadeSettings(model.configuration)
            self.init(model.geometry, settings, sides: [settings.regionSide], ablations: false)
        case .elastic(let model):
            let sides = EvaluationPlan.compressedSides.filter((1...model.base.geometry.fineGrid).contains)
            self.init(
                elastic: model.base.geometry, CascadeSettings(model.base.configuration), sides: sides, head: .average)
        case .lookupViT(let model):
            let sides = EvaluationPlan.compressedSides.filter(model.geometry.compressedSides.contains)
            self.init(
                model.geometry, sides: sides.isEmpty ? [model.geometry.grid] : sides, head: .average, threshold: nil)
        }
    }

    private static let noAblations = ValidationError(
        "--ablations: there is nothing to leave out of this model as the paper does; name an LF-ViT model")

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
    func evaluator(_ model: LoadedModel, crop: Double?, decoding: DecodingMode = .exact) throws -> StagedEvaluator {
        switch (model, family) {
        case (.lfViT(let model), .regions(_, let settings)):
            try StagedEvaluator(model, settings: settings, crop: crop, decoding: decoding)
        case (.elastic(let model), .elastic(let settings, let sides, let head)):
            try StagedEvaluator(model, settings: settings, sides: sides, head: head, crop: crop, decoding: decoding)
        case (.lookupViT(let model), .compressedSides(let sides, let head)):
            try StagedEvaluator(model, sides: sides, head: head, crop: crop, decoding: decoding)
        default: preconditionFailure("a plan for a model of another family")
        }
    }
}
