import HeatMaps
import Images
import Testing

struct SelectionFigureTests {
    /// On a grid of 7: 33 pixels a cell, panels of 231 at columns 28, 279, 530 and 781; the first row begins at 100.
    private let left = [28, 279, 530, 781]

    @Test func bothSelectionsStandBesideEachOther() throws {
        let sheet = try figure([row()], []).sheet()
        #expect(sheet.width == 4 * 231 + 3 * 20 + 2 * 28 && sheet.height == 66 + 34 + 231 + 60)
        func centre(_ panel: Int, _ cell: Int) -> Colour {
            sheet[100 + cell / 7 * 33 + 16, left[panel] + cell % 7 * 33 + 16]
        }
        #expect(centre(0, 30) == light)
        #expect(centre(2, 8) == light && centre(2, 48).red == 100, "the window's cell is clear, the corner dark")
        #expect(centre(3, 8).red == 100 && centre(3, 48) == light, "scattered cells lie elsewhere")
        #expect(centre(1, 24).red > centre(1, 0).red, "attention is warm in the middle")
    }

    @Test func whereTheGlanceSufficedNothingIsClear() throws {
        let sheet = try figure(
            [row(choices: [RegionChoice(window: nil, kept: []), RegionChoice(window: nil, kept: [])])], []
        )
        .sheet()
        for x in [left[2] + 5, left[3] + 5] { #expect(sheet[105, x].red == 100) }
        let written = (0..<231).contains { sheet[100 + 115 - 4, left[2] + $0].red > 150 }
        #expect(written, "the panel says so")
    }

    @Test func groupsStandBelowEachOtherAndEmptyOnesAreLeftOut() throws {
        let one = try figure([], [row()]).sheet().height
        #expect(one == 66 + 34 + 291)
        #expect(try figure([row(), row()], [row()]).sheet().height == 66 + 2 * 34 + 3 * 291)
        #expect(try figure([], []).groups.isEmpty)
    }

    @Test func whatDoesNotFitIsRefused() {
        #expect(throws: HeatMapError.attentionCount(expected: 49, found: 3)) {
            try figure([row(attention: [1, 2, 3])], [])
        }
        #expect(throws: HeatMapError.panelCount(found: 1, most: 2)) {
            try figure([row(choices: [RegionChoice(window: nil, kept: [])])], [])
        }
        #expect(throws: HeatMapError.keptOutside(cell: 49, grid: 7)) {
            try figure([row(choices: [.init(window: nil, kept: [49]), .init(window: nil, kept: [])])], [])
        }
        #expect(throws: HeatMapError.notSquare(width: 2, height: 1)) {
            try figure([row(pixels: [0, 0, 0, 0, 0, 0])], [])
        }
    }

    private let light = Colour(red: 200, green: 200, blue: 200)

    private func figure(_ easy: [SelectionFigure.Row], _ hard: [SelectionFigure.Row]) throws(HeatMapError)
        -> SelectionFigure
    {
        try SelectionFigure(
            title: "What focus looks at",
            groups: [.init(heading: "Easy", rows: easy), .init(heading: "Hard", rows: hard)])
    }

    private func row(
        pixels: [UInt8] = [UInt8](repeating: 200, count: 224 * 224 * 3),
        attention: [Float] = (0..<49).map { $0 == 24 ? 1 : 0 },
        choices: [RegionChoice] = [
            RegionChoice(window: CellWindow(row: 0, column: 0, side: 3), kept: [0, 1, 8, 9]),
            RegionChoice(window: nil, kept: [6, 48]),
        ]
    ) -> SelectionFigure.Row {
        SelectionFigure.Row(
            caption: "cat.jpg", note: "Egyptian cat", pixels: pixels, grid: 7, classAttention: attention,
            glance: "glance: cat 0.3",
            selections: choices.map {
                .init(caption: "LF-ViT: 22 of 5 × 5 cells", note: "cat 0.9; 0.98 GMACs", choice: $0)
            })
    }
}
