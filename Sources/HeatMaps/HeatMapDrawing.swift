package import Images

/// A sheet for people that shows what the cascade saw in one picture: the photograph, the class attention, the window
/// with its kept and dropped cells, and both stages' answers.
///
/// Takes plain values, so that it draws for any model. Drawing takes some ten milliseconds and blocks.
package struct HeatMapDrawing: Sendable {
    /// What stands above the sheet, for example the file's name.
    package let title: String
    /// Coarse cells on a side, n.
    package let grid: Int
    /// The class token's attention to each cell, row by row, `[n * n]`; only its shape matters, not its scale.
    package let classAttention: [Float]
    /// The window and the cells kept in it; empty where the frame exited.
    package let choice: RegionChoice
    /// What the localization stage said.
    package let localization: LabelledAnswer
    /// What the focus stage said, which is then final; nil where the frame exited.
    package let focus: LabelledAnswer?

    /// Checks that everything fits the grid.
    package init(
        title: String,
        grid: Int,
        classAttention: [Float],
        region: CellWindow?,
        kept: [Int],
        localization: LabelledAnswer,
        focus: LabelledAnswer?
    ) throws(HeatMapError) {
        guard grid > 0 else { throw .emptyGrid(side: grid) }
        guard classAttention.count == grid * grid else {
            throw .attentionCount(expected: grid * grid, found: classAttention.count)
        }
        if let cell = classAttention.firstIndex(where: { !$0.isFinite }) { throw .attentionNotFinite(cell: cell) }
        for answer in [localization, focus].compactMap({ $0 }) where !(0...1).contains(answer.confidence) {
            throw .confidence(answer.confidence)
        }
        choice = RegionChoice(window: region, kept: kept)
        try choice.check(grid: grid)
        (self.title, self.grid, self.classAttention) = (title, grid, classAttention)
        (self.localization, self.focus) = (localization, focus)
    }

    /// The sheet over the square that the model saw, about 1050 pixels wide.
    package func sheet(of picture: borrowing Picture) throws(HeatMapError) -> Picture {
        let painter = try PanelPainter(picture, grid: grid, side: SheetLayout.panel)
        let layout = SheetLayout(panels: 3, side: painter.side)
        var canvas = try Canvas(
            width: layout.width,
            height: layout.panelsBottom + SheetLayout.captions + Int(AnswerCards.height) + SheetLayout.margin)
        canvas.write(title, x: layout.left, baseline: 45, size: 18, bold: true, limit: layout.contentWidth)

        let colours = ColourMap()
        canvas.place(painter.photograph, x: layout.x(0), y: layout.panelsTop)
        canvas.place(painter.attention(classAttention, colours: colours), x: layout.x(1), y: layout.panelsTop)
        painter.paint(choice, on: &canvas, x: layout.x(2), y: layout.panelsTop)
        if exited { writeExited(on: canvas, layout, side: painter.side) }

        layout.caption(0, "Photograph", note: "as the model sees it, \(picture.width) × \(picture.width)", on: canvas)
        layout.caption(1, "Class attention", note: "of the localization stage", on: canvas)
        drawScale(colours, on: canvas, layout)
        layout.caption(2, "Window", note: windowNote, on: canvas)

        let answers = AnswerCards(localization: localization, focus: focus, exited: exited)
        answers.draw(on: canvas, layout, y: Double(layout.panelsBottom + SheetLayout.captions))
        return try canvas.picture()
    }

    /// Whether localization was confident enough, so that nothing was looked at closely.
    private var exited: Bool { choice.isEmpty && focus == nil }

    private var windowNote: String {
        guard let window = choice.window else {
            return exited ? "none: the frame exited" : "none, \(choice.kept.count) cells kept"
        }
        let dropped = choice.dropped(grid: grid).count
        return "\(window.side) × \(window.side) cells, \(choice.kept.count) kept, \(dropped) dropped (hatched)"
    }

    private func writeExited(on canvas: borrowing Canvas, _ layout: SheetLayout, side: Int) {
        let center = (x: Double(layout.x(2)) + Double(side) / 2, y: Double(layout.panelsTop) + Double(side) / 2)
        canvas.write(
            "No window", x: center.x, baseline: center.y, size: 18, bold: true, ink: .paper, alignment: .center)
        canvas.write(
            "localization was sure enough",
            x: center.x,
            baseline: center.y + 22,
            size: 12.5,
            ink: .paper.opacity(0.85),
            alignment: .center
        )
    }

    /// The colours from low to high beside the caption of the attention panel.
    private func drawScale(_ colours: ColourMap, on canvas: borrowing Canvas, _ layout: SheetLayout) {
        let right = Double(layout.x(1) + layout.side)
        let top = Double(layout.panelsBottom) + 12
        for step in 0..<96 {
            let colour = colours.colour(Float(step) / 95)
            let ink = Ink(
                red: Double(colour.red) / 255,
                green: Double(colour.green) / 255,
                blue: Double(colour.blue) / 255
            )
            canvas.fill(Rectangle(x: right - 96 + Double(step), y: top, width: 1, height: 8), ink)
        }
        canvas.write("low", x: right - 96, baseline: top + 22, size: 11, ink: .note)
        canvas.write("high", x: right, baseline: top + 22, size: 11, ink: .note, alignment: .right)
    }
}
