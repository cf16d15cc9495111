import Metrics
import Rollout
import Testing

struct RolloutTermsTests {
    private let terms = RolloutTerms()

    /// A comparison of so many frames, all answered within 10 ms by the model at work.
    private func seen(
        _ frames: Int, agreeing: Int, candidate time: Duration = .milliseconds(10), fallbacks: Int = 0
    ) -> ModelComparison {
        var seen = ModelComparison(candidateModel: "new")
        for number in 0..<frames {
            seen.record(
                current: .answered(classIndex: 1, after: .milliseconds(10)),
                candidate: number < fallbacks
                    ? .fallback : .answered(classIndex: number < fallbacks + agreeing ? 1 : 2, after: time))
        }
        return seen
    }

    @Test func aCandidateThatAgreesAndIsAsFastRolls() {
        #expect(terms.verdict(on: seen(300, agreeing: 295)) == .roll)
    }

    @Test func nothingIsSaidOfFewFrames() {
        guard case .undecided(let why) = terms.verdict(on: seen(299, agreeing: 0)) else {
            Issue.record("it decided")
            return
        }
        #expect(why == "299 of 300 frames are answered by both")
    }

    @Test func whatMayBeChanceDecidesNothing() {
        // 90 % of 300 may be 86 to 93 %.
        for agreeing in [265, 270, 275] {
            guard case .undecided = terms.verdict(on: seen(300, agreeing: agreeing)) else {
                Issue.record("\(agreeing) of 300 decided")
                continue
            }
        }
        #expect(terms.verdict(on: seen(3000, agreeing: 2750)) == .roll)
    }

    @Test func otherAnswersRollBack() {
        #expect(
            terms.verdict(on: seen(300, agreeing: 240))
                == .rollBack(["it agrees on 80.0 % of the frames, at least 90.0 %"]))
    }

    @Test func aSlowCandidateRollsBack() {
        guard case .rollBack(let reasons) = terms.verdict(on: seen(300, agreeing: 300, candidate: .milliseconds(40)))
        else {
            Issue.record("it did not")
            return
        }
        #expect(reasons.count == 1 && reasons[0].contains("more than 1.5 times"))
    }

    @Test func aCandidateWithoutAWorkerRollsBackThoughItAnswersNothing() {
        #expect(
            terms.verdict(on: seen(600, agreeing: 0, fallbacks: 600))
                == .rollBack(["it misses 100.0 % more frames, at most 1.0 %"]))
        guard case .undecided = terms.verdict(on: seen(500, agreeing: 0, fallbacks: 500)) else {
            Issue.record("it decided early")
            return
        }
    }

    @Test func edgesAddUp() {
        var sum = ModelComparison(candidateModel: "new")
        sum += seen(200, agreeing: 200)
        sum += seen(100, agreeing: 90, fallbacks: 3)
        #expect(sum.frames == 300 && sum.answered == 297 && sum.agreed == 290)
        #expect(sum.candidate.fallbacks == 3 && sum.current.latency.count == 297)
    }
}
