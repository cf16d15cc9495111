import HeatMaps
import Images
import Testing

struct ColourMapTests {
    @Test func lightnessRisesWithTheValue() {
        let map = ColourMap()
        let lights = (0...64).map { luma(map.colour(Float($0) / 64)) }
        #expect(zip(lights, lights.dropFirst()).allSatisfy { $0 < $1 })
        #expect(lights[0] < 40 && lights[64] > 210)
    }

    @Test func valuesBeyondHaveTheEndsColours() {
        let map = ColourMap()
        #expect(map.colour(-1) == map.colour(0))
        #expect(map.colour(2) == map.colour(1))
    }

    private func luma(_ colour: Colour) -> Double {
        0.299 * Double(colour.red) + 0.587 * Double(colour.green) + 0.114 * Double(colour.blue)
    }
}
