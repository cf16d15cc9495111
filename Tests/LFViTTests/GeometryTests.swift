import Checkpoints
import LFViT
import Testing

struct GeometryTests {
    @Test(arguments: [
        ("small-224", 4, 2.136, 95), ("small-224", 5, 2.639, 116), ("small-224", 6, 3.372, 146),
        ("small-288", 5, 3.397, 148), ("small-288", 8, 6.097, 253),
    ])
    func focusWorkEqualsTheFormula(name: String, side: Int, gmacs: Double, tokens: Int) throws {
        let configuration = try #require(ModelConfiguration(named: name))
        var settings = CascadeSettings(configuration)
        settings.regionSide = side
        let work = Work.focus(Geometry(configuration), settings)
        #expect(work.tokens == tokens)
        #expect((work.gmacs * 1000).rounded() / 1000 == gmacs)
    }

    @Test(arguments: [("small-224", 1.100, 4.599), ("small-288", 1.827, 7.970)])
    func localizationAndPlainWorkEqualTheFormula(name: String, localization: Double, plain: Double) throws {
        let geometry = Geometry(try #require(ModelConfiguration(named: name)))
        #expect((Work.localization(geometry).gmacs * 1000).rounded() / 1000 == localization)
        #expect((Work.plain(geometry).gmacs * 1000).rounded() / 1000 == plain)
    }

    @Test func theAblationsWorkEqualsTheFormula() throws {
        let configuration = try #require(ModelConfiguration(named: "small-224"))
        let geometry = Geometry(configuration)
        var settings = CascadeSettings(configuration)
        settings.reuse = false
        #expect(Work.focus(geometry, settings).tokens == 89)
        settings = CascadeSettings(configuration)
        settings.regionRule = .off
        #expect(Work.focus(geometry, settings).tokens == 197)
        #expect((Work.focus(geometry, settings).gmacs * 1000).rounded() == 4657)
        settings.regionRule = .scattered
        settings.alpha = 0.5
        #expect(Work.focus(geometry, settings).tokens == 125)
    }

    @Test(arguments: [("small-224", 23_252_200), ("small-288", 23_313_640)])
    func parametersAreThePublicCheckpoints(name: String, parameters: Int) throws {
        #expect(Geometry(try #require(ModelConfiguration(named: name))).parameters == parameters)
    }

    @Test func parametersOfThePlainModelAreDeiTs() {
        let configuration = ModelConfiguration(
            architecture: .viT, image: 224, dim: 384, depth: 12, heads: 6, classes: 1000
        )
        #expect(Geometry(configuration).parameters == 22_050_664)
    }

    @Test func fineIndicesAreThePublicCodes() throws {
        let geometry = Geometry(try #require(ModelConfiguration(named: "small-224")))
        for cell in 0..<49 {
            let first = 4 * cell - 2 * (cell % 7)
            #expect(
                (0..<4).map { geometry.fineIndex(cell: cell, corner: $0) } == [
                    first, first + 1, first + 14, first + 15,
                ])
        }
    }
}
