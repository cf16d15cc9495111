import Checkpoints
import LFViT
import LookupViT
import Tensors
import Testing

struct LookupWorkTests {
    @Test(arguments: [
        ("lookup-base-224", [6.672, 8.467, 11.178, 17.009]), ("lookup-base-384", [17.749, 19.713, 22.676, 29.042]),
        ("lookup-small-224", [1.710, 2.183, 2.901, 4.463]), ("lookup-small-384", [4.559, 5.116, 5.960, 7.790]),
    ])
    func workEqualsTheFormula(name: String, gmacs: [Double]) throws {
        let geometry = LookupGeometry(try #require(ModelConfiguration(named: name)))
        for (side, expected) in zip([3, 5, 7, 10], gmacs) {
            let work = Work.lookup(geometry, side: side)
            #expect((work.gmacs * 1000).rounded() / 1000 == expected, "\(side)")
            #expect(work.tokens == side * side)
        }
    }

    @Test func theCompressedHeadAloneSavesTheLastBlocksSecondHalf() throws {
        let geometry = LookupGeometry(try #require(ModelConfiguration(named: "lookup-base-224")))
        let both = Work.lookup(geometry, side: 5).multiplyAccumulates
        let alone = Work.lookup(geometry, side: 5, head: .compressed).multiplyAccumulates
        #expect(both - alone == (2 * 196 + 25) * 768 * 768 + 196 * 25 * 768 + 1000 * 768)
        let reused = Work.lookup(geometry, side: 5, embedded: false).multiplyAccumulates
        #expect(both - reused == 768 * 196 * 768)
    }

    @Test func parametersAreTheFiles() throws {
        let file = try SafetensorsFile(path: Fixtures.path("random-96-model"))
        let geometry = LookupGeometry(try ModelConfiguration(of: file))
        #expect(geometry.parameters == file.entries.values.map(\.shape.count).reduce(0, +))
        #expect(geometry.grid == 6 && geometry.lookupTokens == 36)
    }

    @Test func impossibleSettingsAreNamed() throws {
        let geometry = LookupGeometry(try #require(ModelConfiguration(named: "lookup-tiny-224")))
        try LookupSettings().check(geometry)
        var settings = LookupSettings()
        settings.side = 15
        #expect(throws: SettingsError.self) { try settings.check(geometry) }
        settings.side = 14
        try settings.check(geometry)
        settings.glanceSide = 0
        let error = #expect(throws: SettingsError.self) { try settings.check(geometry) }
        #expect(error?.description == "glance side 0: this model has 14 x 14 tokens")
        settings.glanceSide = 3
        settings.threshold = 1.5
        #expect(throws: SettingsError.self) { try settings.check(geometry) }
    }
}
