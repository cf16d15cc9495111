import ArgumentParser
import BundledModel
import Checkpoints
import Evaluation
import Foundation
import Images
import Kernels
import Threads

/// Measures accuracy and cost on a labelled folder.
struct EvalCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "eval",
        abstract: "Measure accuracy and cost on labelled pictures, for all thresholds from one pass.",
        discussion: """
            The folder holds one folder a class, named by class index, WordNet id or label. Every picture passes \
            through both stages; the table then tells what the cascade would have answered at each threshold. Images a \
            second come from the stages' mean times in this run, without decoding. With --ablations the same pass also \
            runs the paper's variants (docs/paper.md). Of a LookupViT model every side of the compressed grid is a \
            stage; the smallest takes the glance's place in the cascade.

            EXAMPLE: fovea eval imagenette --crop 1 --sides 4 5 6 --ablations --page imagenette.html
            """
    )

    @Argument(help: "The labelled folder.")
    var folder: String

    @OptionGroup var run: RunFlags

    @OptionGroup var decoding: DecodingFlags

    @Option(
        parsing: .upToNextOption,
        help: ArgumentHelp(
            "Region sides to evaluate side by side, instead of --region-side; LookupViT: compressed sides (3 5 7 10).",
            valueName: "cells")
    )
    var sides: [Int] = []

    @Flag(help: "Also run the paper's ablations: region rule, beta, alpha, and each design left out.")
    var ablations = false

    @Option(
        parsing: .upToNextOption,
        help: ArgumentHelp(
            "Other models to set beside: a backbone, a teacher, an earlier checkpoint.", valueName: "model")
    )
    var beside: [String] = []

    @OptionGroup var files: EvaluationFiles

    @Flag(help: "Print one line of JSON, with the whole curve.")
    var json = false

    func run() async throws {
        let model = try run.model.loadAny()
        let plan = try EvaluationPlan(model, run, sides: sides, ablations: ablations)
        let others = try beside.map { ($0, try LoadedModel(path: $0, precision: model.precision)) }
        let count = model.configuration.classes
        for (file, other) in others where other.configuration.classes != count {
            throw ValidationError(
                "--beside \(file): knows \(other.configuration.classes) classes; the model has \(count)")
        }
        let classes = try run.classTable(for: model.configuration)
        let labelled = try LabelledFolder(folder, classes: classes, count: count)
        let threads = run.threadCount(for: labelled.pictures.count)
        let (pictures, failed) = try await evaluate(labelled, model, plan, threads: threads, decoding.decode)
        guard !pictures.isEmpty else { throw ExitCode(1) }
        // Whoever takes a faster format or decodes faster wants to know what it changes.
        let reference =
            model.precision == .fp32 && decoding.decode == .exact
            ? nil
            : try await evaluate(labelled, LoadedModel(path: run.model.path, precision: .fp32), plan, threads: threads)
                .0
        func report(
            _ model: LoadedModel, _ plan: EvaluationPlan, _ pictures: [EvaluatedPicture],
            reference: [EvaluatedPicture]? = nil
        ) -> EvaluationReport {
            EvaluationReport(
                folder, model: model.configuration.architecture.rawValue, precision: model.precision.rawValue,
                decoding: decoding.decode.rawValue, plan, pictures, reference: reference, threads: threads)
        }
        var found = report(model, plan, pictures, reference: reference)
        var besides: [Beside] = []
        for (file, other) in others {
            let plan = EvaluationPlan(other)
            let pictures = try await evaluate(labelled, other, plan, threads: threads, decoding.decode).0
            besides.append(Beside(file, report(other, plan, pictures)))
        }
        found.set(beside: besides)
        try files.write(found, pictures)
        try json ? Output.json(found) : Output.line(found.text)
        if failed > 0 { throw ExitCode(1) }
    }

    private func evaluate(
        _ labelled: LabelledFolder, _ model: LoadedModel, _ plan: EvaluationPlan, threads: Int,
        _ decoding: DecodingMode = .exact
    ) async throws -> ([EvaluatedPicture], failed: Int) {
        let crop = run.crop
        return try await ComputePool.lent(name: "eval", threads: threads) {
            try plan.evaluator(model, crop: crop, decoding: decoding)
        } to: {
            try await evaluate(labelled, $0)
        }
    }

    private func evaluate(
        _ labelled: LabelledFolder, _ pool: ComputePool<StagedEvaluator>
    ) async throws -> ([EvaluatedPicture], failed: Int) {
        var pictures: [EvaluatedPicture] = []
        var failed = 0
        var progress = Progress(total: labelled.pictures.count)
        try await pool.inOrder(Array(labelled.pictures.enumerated())) {
            evaluator, input -> Result<EvaluatedPicture, PictureError> in
            do throws(PictureError) {
                return .success(try evaluator.evaluate(input.element, number: UInt64(input.offset)))
            } catch {
                return .failure(error)
            }
        } emit: { result in
            switch result {
            case .success(let picture): pictures.append(picture)
            case .failure(let error):
                let path = labelled.pictures[pictures.count + failed].path
                failed += 1
                progress.clear()
                Output.problem("\(path): \(error)")
            }
            progress.step()
        }
        progress.clear()
        return (pictures, failed)
    }
}
