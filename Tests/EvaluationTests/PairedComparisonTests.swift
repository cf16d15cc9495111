import Evaluation
import Testing

struct PairedComparisonTests {
    @Test func onlyWhatChangedCounts() {
        let variant = [true, true, false, false, true]
        let reference = [true, false, true, false, false]
        let comparison = PairedComparison(variant, reference: reference)
        #expect(comparison.won == 2 && comparison.lost == 1)
        #expect(comparison.probability == 1)
    }

    /// Eight heads and two tails: 2 * (1 + 10 + 45) / 1024.
    @Test func theProbabilityIsTheSignTests() {
        let variant = [Bool](repeating: true, count: 8) + [false, false, true]
        let comparison = PairedComparison(variant, reference: variant.prefix(10).map { !$0 } + [true])
        #expect(comparison.won == 8 && comparison.lost == 2)
        #expect(abs(comparison.probability - 112.0 / 1024) < 1e-12)
    }

    @Test func whereNothingChangedAnythingIsLikely() {
        #expect(PairedComparison([true, false], reference: [true, false]).probability == 1)
    }

    @Test func manyPicturesDoNotOverflow() {
        let won = PairedComparison(
            [Bool](repeating: true, count: 50_000), reference: [Bool](repeating: false, count: 50_000))
        #expect(won.probability == 0)
    }
}
