import Checkpoints
import Evaluation
import LFViT
import Testing

struct ThresholdSweepTests {
    private let sweep: ThresholdSweep

    /// Three pictures: sure and right, sure and wrong where focus is right, unsure where focus is right.
    init() throws {
        let configuration = try #require(ModelConfiguration(named: "small-224"))
        let pictures = [(0.9, 1, 1), (0.6, 2, 1), (0.3, 2, 1)].map { confidence, first, focus in
            EvaluatedPicture(
                path: "", label: 1, first: answer(first, confidence), firstTime: .milliseconds(10),
                focus: [EvaluatedPicture.Focus(answer: answer(focus, 0.8), window: 0, time: .milliseconds(20))]
            )
        }
        sweep = ThresholdSweep(
            pictures, position: 0, localization: .localization(Geometry(configuration)),
            focus: .focus(Geometry(configuration), CascadeSettings(configuration)), threads: 2
        )
    }

    @Test func aThresholdOfZeroExitsEverything() {
        let row = sweep.row(0)
        #expect(row.focusShare == 0)
        #expect((row.top1 * 10).rounded() == 333)
        #expect((row.gmacs * 1000).rounded() == 1100)
        #expect((row.imagesPerSecond - 200).magnitude < 1e-6)
    }

    @Test func withoutExitsEveryPictureIsFocused() {
        let row = sweep.row(nil)
        #expect(row.focusShare == 1)
        #expect(row.top1 == 100)
        #expect((row.gmacs * 1000).rounded() == 3739)
    }

    @Test func onlyTheUnsureReachFocusInBetween() {
        let row = sweep.row(0.5)
        #expect((row.focusShare - 1.0 / 3).magnitude < 1e-12)
        #expect((row.top1 * 10).rounded() == 667)
        #expect((row.imagesPerSecond - 2 / (0.01 + 0.02 / 3)).magnitude < 1e-6)
    }

    @Test func everyRightAnswerIsOfTheStageThatGaveIt() {
        let rights = [0, 0.5, 0.7, nil].map { sweep.row($0) }.map { [$0.rightAtLocalization, $0.rightAtFocus] }
        #expect(rights == [[1, 0], [1, 1], [1, 2], [0, 3]])
    }

    @Test func aLongCurveIsThinnedEvenlyAndKeepsItsEnds() {
        let all = sweep.curve()
        let thinned = sweep.curve(most: 2)
        #expect(thinned.map(\.threshold) == [all[0], all[2], all[3]].map(\.threshold))
    }

    @Test func theCurveHasARowForEveryConfidence() {
        let curve = sweep.curve()
        #expect(curve.count == 4)
        #expect(curve.map(\.focusShare) == curve.map(\.focusShare).sorted())
    }
}

private func answer(_ index: Int, _ confidence: Double) -> Answer {
    Answer([Answer.Candidate(index: index, confidence: Float(confidence))])
}
