import HeatMaps
import Images
import Testing

struct RegionFigureTests {
    @Test func rulesStandBesideEachOther() throws {
        let figure = try RegionFigure(
            title: "rules",
            grid: 7,
            panels: [
                .init(caption: "window", window: CellWindow(row: 0, column: 0, side: 2), kept: [0, 1, 7]),
                .init(caption: "scattered", window: nil, kept: [0, 48]),
            ]
        )
        let bytes = [UInt8](repeating: 200, count: 224 * 224 * 3)
        let sheet = try figure.sheet(of: Picture(width: 224, height: 224, bytes: bytes))
        #expect(sheet.width == 2 * 322 + 20 + 56)
        for (left, lastIsKept) in [(28, false), (370, true)] {
            #expect(sheet[66 + 23, left + 23].red == 200)
            #expect(sheet[66 + 6 * 46 + 23, left + 6 * 46 + 23].red == (lastIsKept ? 200 : 100))
        }
    }

    @Test(arguments: 1...6)
    func manyPanelsStayLegibleAndNarrow(count: Int) throws {
        let panel = RegionFigure.Panel(caption: "rule", window: nil, kept: [3])
        let figure = try RegionFigure(title: "", grid: 7, panels: Array(repeating: panel, count: count))
        let width = try figure.sheet(of: Picture(width: 224, height: 224)).width
        #expect(width <= 1080 && width / count > 150)
    }
}
