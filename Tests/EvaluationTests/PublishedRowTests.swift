import Evaluation
import Testing

struct PublishedRowTests {
    private func row(_ table: Int, _ model: String, _ threshold: Double? = nil) throws -> PublishedRow {
        try #require(
            PublishedRow.all.first { $0.table == table && $0.model == model && $0.threshold == threshold })
    }

    @Test func onePassModelsWeighWhatThePaperPrints() throws {
        for (table, model) in [(1, "DeiT-S, 224"), (1, "DeiT-S, 112"), (2, "DeiT-S"), (3, "Baseline (DeiT-S)")] {
            let row = try row(table, model)
            #expect(abs((row.full ?? 0) - row.printed) < 0.005)
            #expect(row.focusShare == nil)
        }
    }

    /// The shares of docs/paper.md: within a side more pictures reach focus the higher the threshold, and none but some do.
    @Test(arguments: [
        ("LF-ViT(4)", [0.62: 0.32, 0.77: 0.50]), ("LF-ViT(5)", [0.47: 0.22, 0.61: 0.33, 0.76: 0.52]),
        ("LF-ViT(6)", [0.46: 0.21, 0.65: 0.38, 0.85: 0.56]),
    ])
    func theMeansOfTableTwoAreConsistent(model: String, shares: [Double: Double]) throws {
        for (threshold, share) in shares {
            let row = try row(2, model, threshold)
            #expect(abs((row.focusShare ?? 0) - share) < 0.01, "\(threshold)")
            #expect(row.shareMargin ?? 1 < 0.025)
        }
        let rising = shares.sorted { $0.key < $1.key }.map(\.value)
        #expect(rising == rising.sorted())
    }

    @Test func cfViTIsPrintedWithoutItsExits() throws {
        let row = try row(3, "CF-ViT")
        #expect(((row.full ?? 0) * 1000).rounded() == 4014)
        #expect(abs((row.full ?? 0) - row.printed) < 0.05)
    }

    @Test func cfViTStarIsNot() throws {
        let row = try row(3, "CF-ViT*")
        #expect(((row.full ?? 0) * 1000).rounded() == 6759)
    }

    /// At 224 a threshold of 0.76 sends 0.52 to focus; 0.75 at 288 should send about as many.
    @Test func lfViTStarsMeanFitsTheCodesRegionBetterThanThePapers() throws {
        let paper = try row(3, "LF-ViT*", 0.75)
        let code = try row(3, "LF-ViT* in code", 0.75)
        #expect(paper.regionSide == 8 && code.regionSide == 5)
        #expect(abs((paper.focusShare ?? 0) - 0.30) < 0.01)
        #expect(abs((code.focusShare ?? 0) - 0.53) < 0.01)
    }

    @Test func whatTheFormulaDoesNotCoverSaysSo() throws {
        let others = PublishedRow.all.filter { $0.full == nil }
        #expect(others.count == 8 && others.allSatisfy { $0.table == 3 })
    }
}
