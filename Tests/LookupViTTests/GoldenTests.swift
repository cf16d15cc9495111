import Checkpoints
import LookupViT
import Testing

/// The engine against what the PyTorch reference computed (`scripts/dump-goldens.py`).
struct GoldenTests {
    @Test func everyIntermediateEqualsTheReference() throws {
        let differences = try differences("random-96", side: 96)
        // Tokens, and of each of 3 sides: compressed tokens, 5 intermediates of 3 blocks, 4 kinds of logits.
        #expect(differences.count == 1 + 3 * (1 + 3 * 5 + 4))
        for difference in differences { #expect(difference.relative < 2e-4, "\(difference.name)") }
    }

    @Test(arguments: [("random-224", 224), ("random-384", 384)])
    func oneSetOfWeightsAnswersAtEverySide(name: String, side: Int) throws {
        let differences = try differences(name, side: side)
        let kinds = ["compressed", "lookup", "average", "compressed_only"]
        #expect(differences.map(\.name) == [3, 5, 7, 10].flatMap { side in kinds.map { "\(side).\($0)" } })
        for difference in differences { #expect(difference.relative < 2e-4, "\(difference.name)") }
    }

    @Test(arguments: [("random-column", 12), ("random-softmax", 8)])
    func everyOptionEqualsTheReference(name: String, count: Int) throws {
        let differences = try differences(name, side: 96)
        #expect(differences.count == count)
        for difference in differences { #expect(difference.relative < 2e-4, "\(difference.name)") }
    }

    private func differences(_ name: String, side: Int) throws -> [GoldenComparison.Difference] {
        try LookupParity(
            Fixtures.bound(name), golden: SafetensorsFile(path: Fixtures.path(name)),
            picture: Fixtures.pattern(side: side)
        ).differences
    }
}
