import ArgumentParser
import Cascade
import Evaluation
import LFViT
import LookupViT
import Payloads
import Wire
import Worker

/// What a gear table is made of, for a model of any family: the sides that its gears may ask for, and what measures them.
struct CalibrationPlan {
    /// The work of the glance.
    let glance: Work
    /// The sides, and the work of a close look at each.
    let looks: [CalibrationSweep.Look]
    /// Makes a thread's calibrator, with or without a teacher.
    let calibrator: @Sendable (_ needsTeacher: Bool) throws -> Calibrator

    /// Plans by the flags.
    ///
    /// - Parameter sides: of the region, or of LookupViT's compressed grid; empty for the usual ones.
    init(_ model: LoadedModel, _ run: RunFlags, sides: [Int]) throws {
        switch model {
        case .lfViT(let model): try self.init(model, run, sides)
        case .elastic(let model): try self.init(elastic: model, run, sides)
        case .lookupViT(let model): try self.init(lookup: model, run, sides)
        }
    }

    private init(_ model: LFViTModel, _ run: RunFlags, _ sides: [Int]) throws {
        guard model.geometry.isCascade else {
            throw ValidationError("a one-pass model has no focus stage; name an LF-ViT or LookupViT model")
        }
        try run.lookup.refuse()
        let settings = try Self.settings(model, run, sides)
        let crop = run.crop
        glance = .localization(model.geometry)
        looks = settings.map { CalibrationSweep.Look(side: $0.regionSide, work: .focus(model.geometry, $0)) }
        calibrator = {
            try Calibrator(
                model, settings: settings, crop: crop, needsTeacher: $0,
                payloadSize: Self.featureBytes(model, settings[0]))
        }
    }

    /// Gears move the region; the compressed side is a worker's affair, and its largest is measured.
    private init(elastic model: ElasticModel, _ run: RunFlags, _ sides: [Int]) throws {
        let settings = try Self.settings(model.base, run, sides)
        let side = try run.lookup.elasticSide(model, run.cascade, else: CompressedSides.elastic[0])
        let crop = run.crop
        glance = .localization(model.base.geometry)
        looks = settings.map { one in
            CalibrationSweep.Look(side: one.regionSide, work: .elastic(model.base.geometry, one, side: side))
        }
        calibrator = {
            try Calibrator(
                model, side: side, settings: settings, crop: crop, needsTeacher: $0,
                payloadSize: Self.featureBytes(model.base, settings[0]))
        }
    }

    private init(lookup model: LookupViTModel, _ run: RunFlags, _ sides: [Int]) throws {
        let settings = try run.lookup.settings(for: model.geometry, run.cascade)
        let first = settings.glanceSide ?? min(3, model.geometry.grid)
        let usual = EvaluationPlan.compressedSides.filter { $0 > first && model.geometry.compressedSides.contains($0) }
        let sides = !sides.isEmpty ? sides : run.lookup.compressedSide.map { [$0] } ?? usual
        for side in sides {
            guard model.geometry.compressedSides.contains(side), side > first else {
                throw ValidationError(
                    "--sides \(side): this model has \(model.geometry.grid) x \(model.geometry.grid) tokens, and its "
                        + "glance (--glance-side) sees \(first) x \(first) of them")
            }
        }
        guard !sides.isEmpty else { throw ValidationError("--glance-side \(first): leaves no larger side to measure") }
        let (head, crop, image) = (settings.head, run.crop, model.geometry.image)
        glance = .lookup(model.geometry, side: first, head: head)
        looks = sides.map { CalibrationSweep.Look(side: $0, work: .lookup(model.geometry, side: $0, head: head)) }
        calibrator = {
            let writer = PictureWriter(image: image)
            return try Calibrator(
                model, glance: first, sides: sides, head: head, crop: crop, needsTeacher: $0
            ) { frame in
                try writer.write(.pixels, square: frame.square).parts.reduce(0) { $0 + $1.bytes.count }
            }
        }
    }

    private static func settings(_ model: LFViTModel, _ run: RunFlags, _ sides: [Int]) throws -> [CascadeSettings] {
        try run.cascade.validateForCluster()
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

    private static func featureBytes(_ model: LFViTModel, _ settings: CascadeSettings) throws -> Calibrator.PayloadSize
    {
        let writer = try PayloadWriter(model.geometry, settings: settings)
        return { frame, localization, selection in
            try writer.write(
                .features, square: frame.square, after: localization, selection: selection
            ).parts.reduce(0) { $0 + $1.bytes.count }
        }
    }
}
