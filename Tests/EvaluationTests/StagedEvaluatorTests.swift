import BundledModel
import Evaluation
import Foundation
import LFViT
import Testing

struct StagedEvaluatorTests {
    private let model: LFViTModel
    private let pictures: [LabelledFolder.Picture]

    init() throws {
        model = try LFViTModel(path: BundledModel.lfViTTiny.path)
        let photographs = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .appending(path: "../../Photographs").standardizedFileURL.path
        pictures = ["astronaut", "cat"].map { LabelledFolder.Picture(path: "\(photographs)/\($0).jpg", label: 0) }
    }

    /// One glance with one accumulation for each decay serves all settings: each answers as if it alone had been asked for.
    @Test func everyAblationAnswersAsIfItWereAlone() throws {
        let base = CascadeSettings(model.configuration)
        let plan = EvaluationPlan(model.geometry, base, sides: [4, 5, 6], ablations: true)
        let together = try StagedEvaluator(model, settings: plan.settings, crop: nil)
        let found = try pictures.enumerated().map { try together.evaluate($1, number: UInt64($0)) }
        for (position, settings) in plan.settings.enumerated() {
            let alone = try StagedEvaluator(model, settings: [settings], crop: nil)
            for (number, picture) in pictures.enumerated() {
                let expected = try alone.evaluate(picture, number: UInt64(number))
                #expect(found[number].first.top == expected.first.top)
                #expect(found[number].focus[position].answer.top == expected.focus[0].answer.top, "\(settings)")
                #expect(found[number].focus[position].window == expected.focus[0].window, "\(settings)")
            }
        }
        let answers = Set(found[0].focus.map { $0.answer.best.confidence })
        #expect(answers.count > plan.settings.count / 2, "most variants do differ")
    }

    @Test func theWindowIsTheOneThatTheRuleTook() throws {
        var settings = CascadeSettings(model.configuration)
        settings.regionRule = .centre
        var everywhere = settings
        everywhere.regionRule = .off
        let evaluator = try StagedEvaluator(model, settings: [settings, everywhere], crop: nil)
        let found = try evaluator.evaluate(pictures[0], number: 0)
        #expect(found.path == pictures[0].path)
        // The middle one of 3 x 3 windows of side 5 on 7 x 7 cells.
        #expect(found.focus.map(\.window) == [4, nil])
    }
}
