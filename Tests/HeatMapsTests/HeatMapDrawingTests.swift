import HeatMaps
import Images
import Testing

struct HeatMapDrawingTests {
    /// On a grid of 7: 46 pixels a cell, panels of 322 from row 66 on, at columns 28, 370 and 712.
    private let panels = (top: 66, photograph: 28, attention: 370, region: 712, cell: 46)

    @Test func theSheetIsAboutAThousandPixelsWide() throws {
        let sheet = try drawing().sheet(of: lightSquare())
        #expect(sheet.width == 1062 && sheet.height == 568)
        #expect(sheet[5, 5] == Colour(red: 255, green: 255, blue: 255))
    }

    @Test func theFirstPanelIsThePhotograph() throws {
        let sheet = try drawing().sheet(of: lightSquare())
        #expect(sheet[panels.top + 100, panels.photograph + 100] == light)
        #expect(sheet[panels.top + 321, panels.photograph + 321] == light)
    }

    @Test func keptCellsAreClearAndAllOthersDimmed() throws {
        let kept = [8, 9, 10, 15, 17, 22, 23]
        let sheet = try drawing(region: CellWindow(row: 1, column: 1, side: 3), kept: kept).sheet(of: lightSquare())
        for cell in 0..<49 {
            let pixel = sheet[panels.top + cell / 7 * panels.cell + 23, panels.region + cell % 7 * panels.cell + 23]
            if kept.contains(cell) {
                #expect(pixel == light, "cell \(cell)")
            } else if ![16, 24].contains(cell) {
                #expect(pixel == Colour(red: 100, green: 100, blue: 100), "cell \(cell)")
            }
        }
    }

    @Test func droppedCellsOfTheWindowAreHatched() throws {
        let kept = [8, 9, 10, 15, 17, 22, 23]
        let sheet = try drawing(region: CellWindow(row: 1, column: 1, side: 3), kept: kept).sheet(of: lightSquare())
        #expect(shades(of: 16, in: sheet).count > 2)
        #expect(shades(of: 17, in: sheet) == [200])
        #expect(shades(of: 40, in: sheet) == [100])
    }

    @Test func theWindowIsOutlined() throws {
        let sheet = try drawing(region: CellWindow(row: 1, column: 2, side: 3), kept: [9]).sheet(of: lightSquare())
        let edge = sheet[panels.top + 2 * panels.cell, panels.region + 2 * panels.cell + 2]
        #expect(edge.red > 250 && edge.blue < 10)
    }

    @Test func scatteredCellsAreOutlinedTogether() throws {
        let sheet = try drawing(region: nil, kept: [16, 17]).sheet(of: lightSquare())
        let row = panels.top + 2 * panels.cell + 23
        #expect(sheet[row, panels.region + 2 * panels.cell].blue < 10)
        #expect(sheet[row, panels.region + 3 * panels.cell] == light)
        #expect(sheet[row, panels.region + 4 * panels.cell - 1].blue < 10)
    }

    @Test func attentionIsWarmestWhereItIsHighest() throws {
        var attention = [Float](repeating: 0.001, count: 49)
        attention[24] = 0.004
        let sheet = try drawing(attention: attention).sheet(of: lightSquare())
        let high = sheet[panels.top + 3 * panels.cell + 23, panels.attention + 3 * panels.cell + 23]
        let low = sheet[panels.top + 23, panels.attention + 23]
        #expect(high.red > 220 && low.red < 120)
    }

    @Test func equalAttentionIsDrawnAsLow() throws {
        let sheet = try drawing(attention: [Float](repeating: 3, count: 49)).sheet(of: lightSquare())
        let first = sheet[panels.top + 3, panels.attention + 3]
        #expect(sheet[panels.top + 161, panels.attention + 161] == first)
        #expect(first.red < 120)
    }

    @Test func theFinalAnswersCardIsMarked() throws {
        let answered = try drawing(focus: LabelledAnswer(label: "cat", confidence: 0.9)).sheet(of: lightSquare())
        let exited = try drawing(region: nil, kept: [], focus: nil).sheet(of: lightSquare())
        let (row, first, second) = (66 + 322 + 60 + 46, 29, 1062 - 30)
        #expect(answered[row, second].red < 20 && answered[row, first].red > 200)
        #expect(exited[row, first].red < 20 && exited[row, second].red > 200)
    }

    @Test func anExitedFrameHasNoClearCell() throws {
        let sheet = try drawing(region: nil, kept: [], focus: nil).sheet(of: lightSquare())
        #expect(shades(of: 0, in: sheet) == [100])
        #expect(shades(of: 48, in: sheet) == [100])
        #expect(shades(of: 24, in: sheet).count > 1, "it says so in the middle")
    }

    @Test func aGridOfNineIsDrawnToo() throws {
        let drawing = try HeatMapDrawing(
            title: "288",
            grid: 9,
            classAttention: [Float](repeating: 1, count: 81),
            region: CellWindow(row: 1, column: 1, side: 8),
            kept: Array(73..<81),
            localization: LabelledAnswer(label: "dog", confidence: 0),
            focus: LabelledAnswer(label: "cat", confidence: 1)
        )
        #expect(try drawing.sheet(of: Picture(width: 288, height: 288)).width == 3 * 324 + 40 + 56)
    }

    @Test func aLongLabelDoesNotLeaveItsCard() throws {
        let long = String(repeating: "a very long class name, ", count: 20)
        let sheet = try drawing(focus: nil, label: long, title: long).sheet(of: lightSquare())
        for row in 66 + 322 + 60 + 30..<66 + 322 + 60 + 64 {
            #expect(sheet[row, 535] == Colour(red: 255, green: 255, blue: 255))
        }
        for row in 20..<60 {
            #expect(sheet[row, 1050] == Colour(red: 255, green: 255, blue: 255))
        }
    }

    private let light = Colour(red: 200, green: 200, blue: 200)

    private func lightSquare() -> Picture {
        Picture(width: 224, height: 224, bytes: [UInt8](repeating: 200, count: 224 * 224 * 3))
    }

    /// The red values in the inner part of a cell of the third panel.
    private func shades(of cell: Int, in sheet: borrowing Picture) -> Set<UInt8> {
        var shades: Set<UInt8> = []
        for row in 8..<38 {
            for column in 8..<38 {
                let place = (panels.top + cell / 7 * panels.cell + row, panels.region + cell % 7 * panels.cell + column)
                shades.insert(sheet[place.0, place.1].red)
            }
        }
        return shades
    }

    private func drawing(
        attention: [Float] = (0..<49).map(Float.init),
        region: CellWindow? = CellWindow(row: 0, column: 0, side: 5),
        kept: [Int] = [0, 1, 2],
        focus: LabelledAnswer? = LabelledAnswer(label: "tabby cat", confidence: 0.8),
        label: String = "Egyptian cat",
        title: String = "cat.jpg"
    ) throws -> HeatMapDrawing {
        try HeatMapDrawing(
            title: title,
            grid: 7,
            classAttention: attention,
            region: region,
            kept: kept,
            localization: LabelledAnswer(label: label, confidence: 0.4),
            focus: focus
        )
    }
}
