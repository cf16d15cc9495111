import ArgumentParser
import Cascade
import Checkpoints
import Evaluation
import Foundation
import Images
import Kernels
import LFViT
import Threads

/// Sets models side by side on the same pictures: accuracy, work and time at every operating point.
struct BenchCurveCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "curve",
        abstract: "Accuracy against work and time of several models at every operating point, on the same pictures.",
        discussion: """
            The folder is one that `fovea eval` takes. Every picture passes through every stage of every model before the next \
            one, on one thread, so that a machine that changes its speed is unfair to none. A two-stage model is \
            counted without exits: both stages. Milliseconds are medians of the model alone, without decoding.

            EXAMPLE: fovea bench curve imagenette --crop 1 --models lookup.safetensors lfvit.safetensors vit.safetensors
            """
    )

    @Argument(help: "The labelled folder.")
    var folder: String

    @Option(parsing: .upToNextOption, help: ArgumentHelp("The model files.", valueName: "file"))
    var models: [String]

    @Option(help: ArgumentHelp("Use only this many pictures, spread over the folder.", valueName: "count"))
    var pictures: Int?

    @OptionGroup var run: RunFlags

    @Flag(help: "Print one line of JSON.")
    var json = false

    func validate() throws {
        if models.isEmpty { throw ValidationError("--models: name at least one model file") }
        if let pictures, pictures < 1 { throw ValidationError("--pictures \(pictures): at least 1") }
        if run.model.model != nil { throw ValidationError("--model: name the models with --models") }
    }

    /// One line of the curve.
    private struct Point: Encodable {
        let model: String
        let stage: String
        let compressedSide: Int?
        let regionSide: Int?
        let top1: Double
        let gmacs: Double
        let milliseconds: Double
    }

    func run() async throws {
        let precision = (run.model.precision ?? .fp32).precision
        let loaded = try models.map { try LoadedModel(path: $0, precision: precision) }
        let counts = Set(loaded.map(\.configuration.classes))
        guard counts.count == 1, let count = counts.first else {
            throw ValidationError("--models: they know \(counts.sorted()) classes; expected the same ones")
        }
        let classes = try run.classTable(for: loaded[0].configuration)
        let all = try LabelledFolder(folder, classes: classes, count: count).pictures
        let step = max(1, all.count / (pictures ?? all.count))
        let chosen = stride(from: 0, to: all.count, by: step).map { all[$0] }
        let plans = try loaded.map { try EvaluationPlan($0, run, sides: [], ablations: false) }
        let points = try await measure(loaded, plans, chosen)
        try json ? Output.json(points) : Output.line(text(points, chosen.count))
    }

    /// On a thread of the pool, for it takes a while.
    private func measure(
        _ loaded: [LoadedModel], _ plans: [EvaluationPlan], _ pictures: [LabelledFolder.Picture]
    ) async throws -> [Point] {
        let crop = run.crop
        return try await ComputePool.lent(name: "curve", threads: 1) {
            try zip(plans, loaded).map { try $0.evaluator($1, crop: crop) }
        } to: { pool in
            let numbered = Array(pictures.enumerated())
            var evaluated: [[EvaluatedPicture]] = plans.map { _ in [] }
            var progress = Progress(total: pictures.count)
            try await pool.inOrder(numbered) { evaluators, input -> Result<[EvaluatedPicture], PictureError> in
                do throws(PictureError) {
                    var answers: [EvaluatedPicture] = []
                    for evaluator in evaluators {
                        answers.append(try evaluator.evaluate(input.element, number: UInt64(input.offset)))
                    }
                    return .success(answers)
                } catch {
                    return .failure(error)
                }
            } emit: { result in
                switch result {
                case .success(let answers): for index in answers.indices { evaluated[index].append(answers[index]) }
                case .failure(let error):
                    progress.clear()
                    Output.problem("\(error)")
                }
                progress.step()
            }
            progress.clear()
            return zip(models, zip(plans, evaluated)).flatMap { Self.points($0, $1.0, $1.1) }
        }
    }

    private static func points(
        _ model: String, _ plan: EvaluationPlan, _ pictures: [EvaluatedPicture]
    ) -> [Point] {
        let name = (model as NSString).lastPathComponent
        func point(
            _ stage: EvaluationPlan.Stage, gmacs: Double, _ read: (EvaluatedPicture) -> EvaluatedPicture.Focus,
            after glance: Bool
        ) -> Point {
            let looks = pictures.map(read)
            let accuracy = StageAccuracy(zip(looks, pictures).map { (answer: $0.answer, label: $1.label) })
            let times = zip(looks, pictures).map { $0.time + (glance ? $1.firstTime : .zero) }.sorted()
            return Point(
                model: name, stage: stage.name, compressedSide: stage.compressedSide, regionSide: stage.regionSide,
                top1: accuracy.top1, gmacs: gmacs,
                milliseconds: times.isEmpty ? 0 : times[times.count / 2].milliseconds)
        }
        let isOneStage = plan.first.compressedSide != nil
        let first = point(
            plan.first, gmacs: plan.first.work.gmacs,
            { EvaluatedPicture.Focus(answer: $0.first, window: nil, time: $0.firstTime) }, after: false)
        return [first]
            + plan.others.map { stage in
                let before = isOneStage ? 0 : plan.first.work.gmacs
                return point(
                    stage, gmacs: before + stage.work.gmacs, { $0.focus[stage.position] }, after: !isOneStage)
            }
    }

    private func text(_ points: [Point], _ count: Int) -> String {
        let head = [
            "\(Table.count(count, "picture")) of \(folder), \((run.model.precision ?? .fp32).rawValue), 1 thread", "",
            Table.row("model", ["top-1", "GMACs", "ms"], nameWidth: 44, cellWidth: 9),
        ]
        let rows = points.map { point in
            Table.row(
                "\(point.model): \(point.stage)",
                [
                    Table.number(point.top1, 1), Table.number(point.gmacs, 3), Table.number(point.milliseconds, 2),
                ], nameWidth: 44, cellWidth: 9)
        }
        return (head + rows).joined(separator: "\n")
    }
}
