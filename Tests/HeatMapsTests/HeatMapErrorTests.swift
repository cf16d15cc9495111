import HeatMaps
import Images
import Testing

struct HeatMapErrorTests {
    @Test func attentionOfAnotherGridIsRefused() {
        let error = #expect(throws: HeatMapError.self) { try draw(attention: [1, 2, 3]) }
        #expect(error == .attentionCount(expected: 49, found: 3))
        #expect(error?.description == "expected the class attention of 49 cells, found 3")
    }

    @Test func attentionThatIsNoNumberIsRefused() {
        var attention = [Float](repeating: 0, count: 49)
        attention[5] = .nan
        #expect(throws: HeatMapError.attentionNotFinite(cell: 5)) { try draw(attention: attention) }
    }

    @Test(arguments: [(3, 0, 5), (0, 3, 5), (-1, 0, 5), (0, 0, 8), (0, 0, 0)])
    func aWindowBesideTheGridIsRefused(row: Int, column: Int, side: Int) {
        let window = CellWindow(row: row, column: column, side: side)
        #expect(throws: HeatMapError.windowOutside(window, grid: 7)) { try draw(region: window, kept: []) }
    }

    @Test(arguments: [-1, 5, 35, 49])
    func aKeptCellBesideTheWindowIsRefused(cell: Int) {
        #expect(throws: HeatMapError.keptOutside(cell: cell, grid: 7)) {
            try draw(region: CellWindow(row: 0, column: 0, side: 5), kept: [0, cell])
        }
    }

    @Test(arguments: [-1, 49])
    func aScatteredCellBesideTheGridIsRefused(cell: Int) {
        #expect(throws: HeatMapError.keptOutside(cell: cell, grid: 7)) { try draw(kept: [cell]) }
    }

    @Test func aConfidenceAboveOneIsRefused() {
        #expect(throws: HeatMapError.confidence(1.5)) { try draw(confidence: 1.5) }
    }

    @Test func anEmptyGridIsRefused() {
        #expect(throws: HeatMapError.emptyGrid(side: 0)) { try draw(grid: 0, attention: []) }
    }

    @Test func aPictureThatIsNoSquareIsRefused() {
        #expect(throws: HeatMapError.notSquare(width: 224, height: 223)) {
            try draw(picture: (224, 223))
        }
    }

    @Test(arguments: [0, 7])
    func aFigureOfNoOrTooManyPanelsIsRefused(count: Int) {
        let panel = RegionFigure.Panel(caption: "", window: nil, kept: [])
        #expect(throws: HeatMapError.panelCount(found: count, most: 6)) {
            _ = try RegionFigure(title: "", grid: 7, panels: Array(repeating: panel, count: count))
        }
    }

    private func draw(
        grid: Int = 7,
        attention: [Float] = [Float](repeating: 0, count: 49),
        region: CellWindow? = nil,
        kept: [Int] = [],
        confidence: Float = 0.5,
        picture: (width: Int, height: Int) = (224, 224)
    ) throws(HeatMapError) {
        let drawing = try HeatMapDrawing(
            title: "",
            grid: grid,
            classAttention: attention,
            region: region,
            kept: kept,
            localization: LabelledAnswer(label: "", confidence: confidence),
            focus: nil
        )
        _ = try drawing.sheet(of: Picture(width: picture.width, height: picture.height))
    }
}
