package import Images

/// A figure of what two ways to select see closely, picture by picture: photograph, class attention, and both selections
/// beside each other (the paper's Fig. 6).
package struct SelectionFigure: Sendable {
    /// One way's selection of a picture and what came of it.
    package struct Selection: Sendable {
        /// The way's name and how much it took.
        package let caption: String
        /// What it answered, and at what cost.
        package let note: String
        /// What it looks at closely; nothing where the glance sufficed.
        package let choice: RegionChoice

        /// Makes a selection.
        package init(caption: String, note: String, choice: RegionChoice) {
            (self.caption, self.note, self.choice) = (caption, note, choice)
        }
    }

    /// One picture.
    package struct Row: Sendable {
        /// What stands below the photograph.
        package let caption: String
        /// What stands below that, for example what it shows.
        package let note: String
        /// The square that the model saw, interleaved RGB, `[side, side, 3]`.
        package let pixels: [UInt8]
        /// Coarse cells on a side, n.
        package let grid: Int
        /// The class token's attention to each cell, row by row, `[n * n]`.
        package let classAttention: [Float]
        /// What the glance answered.
        package let glance: String
        /// The selections beside each other: two.
        package let selections: [Selection]

        /// Makes a row; the figure checks it.
        package init(
            caption: String, note: String, pixels: [UInt8], grid: Int, classAttention: [Float], glance: String,
            selections: [Selection]
        ) {
            (self.caption, self.note, self.pixels, self.grid) = (caption, note, pixels, grid)
            (self.classAttention, self.glance, self.selections) = (classAttention, glance, selections)
        }

        /// The square's side; nil where the pixels are no square.
        fileprivate var side: Int? {
            let side = Int(Double(pixels.count / 3).squareRoot().rounded())
            return side > 0 && side * side * 3 == pixels.count ? side : nil
        }
    }

    /// Pictures under a heading of their own.
    package struct Group: Sendable {
        /// The heading.
        package let heading: String
        /// The pictures from top to bottom.
        package let rows: [Row]

        /// Makes a group.
        package init(heading: String, rows: [Row]) {
            (self.heading, self.rows) = (heading, rows)
        }
    }

    private static let panel = 231
    private static let columns = 4
    private static let heading = 34

    /// What stands above the figure.
    package let title: String
    /// The groups that have rows, from top to bottom.
    package let groups: [Group]

    /// Checks every row; groups without rows are left out.
    package init(title: String, groups: [Group]) throws(HeatMapError) {
        for row in groups.flatMap(\.rows) {
            guard row.side != nil else { throw .notSquare(width: row.pixels.count / 3, height: 1) }
            guard row.grid > 0 else { throw .emptyGrid(side: row.grid) }
            guard row.classAttention.count == row.grid * row.grid else {
                throw .attentionCount(expected: row.grid * row.grid, found: row.classAttention.count)
            }
            if let cell = row.classAttention.firstIndex(where: { !$0.isFinite }) {
                throw .attentionNotFinite(cell: cell)
            }
            guard row.selections.count == Self.columns - 2 else {
                throw .panelCount(found: row.selections.count, most: Self.columns - 2)
            }
            for selection in row.selections { try selection.choice.check(grid: row.grid) }
        }
        (self.title, self.groups) = (title, groups.filter { !$0.rows.isEmpty })
    }

    /// The figure, about 1040 pixels wide and 310 for each picture.
    package func sheet() throws(HeatMapError) -> Picture {
        // Panels are whole pixels a cell wide, so grids differ by a few pixels: the largest sets the measure.
        let side = groups.flatMap(\.rows).map { max(1, (Self.panel + $0.grid / 2) / $0.grid) * $0.grid }.max() ?? 1
        var layout = SheetLayout(panels: Self.columns, side: side)
        let rows = groups.reduce(0) { $0 + $1.rows.count }
        let height = layout.panelsTop + groups.count * Self.heading + rows * (side + SheetLayout.captions)
        var canvas = try Canvas(width: layout.width, height: height)
        canvas.write(title, x: layout.left, baseline: 45, size: 18, bold: true, limit: layout.contentWidth)
        let colours = ColourMap()
        for group in groups {
            canvas.write(
                group.heading, x: layout.left, baseline: Double(layout.panelsTop + Self.heading - 14), size: 14,
                ink: .final, limit: layout.contentWidth)
            layout.panelsTop += Self.heading
            for row in group.rows {
                try draw(row, on: &canvas, layout, colours)
                layout.panelsTop += side + SheetLayout.captions
            }
        }
        return try canvas.picture()
    }

    private func draw(
        _ row: Row, on canvas: inout Canvas, _ layout: SheetLayout, _ colours: ColourMap
    ) throws(HeatMapError) {
        guard let side = row.side else { return }
        let picture = Picture(width: side, height: side, bytes: row.pixels)
        let painter = try PanelPainter(picture, grid: row.grid, side: Self.panel)
        canvas.place(painter.photograph, x: layout.x(0), y: layout.panelsTop)
        layout.caption(0, row.caption, note: row.note, on: canvas)
        canvas.place(painter.attention(row.classAttention, colours: colours), x: layout.x(1), y: layout.panelsTop)
        layout.caption(1, "Class attention", note: row.glance, on: canvas)
        for (index, selection) in row.selections.enumerated() {
            painter.paint(selection.choice, on: &canvas, x: layout.x(2 + index), y: layout.panelsTop)
            if selection.choice.isEmpty {
                canvas.write(
                    "no close look", x: Double(layout.x(2 + index) + painter.side / 2),
                    baseline: Double(layout.panelsTop + painter.side / 2), size: 14, ink: .paper.opacity(0.85),
                    alignment: .center)
            }
            layout.caption(2 + index, selection.caption, note: selection.note, on: canvas)
        }
    }
}
