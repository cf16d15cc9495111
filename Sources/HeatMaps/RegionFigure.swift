package import Images

/// A figure that shows beside each other what several region rules let the focus stage see of one picture, for example
/// one window beside scattered cells.
package struct RegionFigure: Sendable {
    /// One rule's choice and what stands below it.
    package struct Panel: Sendable {
        /// The rule's name.
        package let caption: String
        /// What it chose.
        package let choice: RegionChoice

        /// Makes a panel; `window` is nil where the rule keeps scattered cells.
        package init(caption: String, window: CellWindow?, kept: [Int]) {
            self.caption = caption
            choice = RegionChoice(window: window, kept: kept)
        }
    }

    /// The most panels that are legible in a row.
    package static let mostPanels = 6

    /// What stands above the figure.
    package let title: String
    /// Coarse cells on a side, n.
    package let grid: Int
    /// The panels from left to right.
    package let panels: [Panel]

    /// Checks that every choice fits the grid.
    package init(title: String, grid: Int, panels: [Panel]) throws(HeatMapError) {
        guard grid > 0 else { throw .emptyGrid(side: grid) }
        guard (1...Self.mostPanels).contains(panels.count) else {
            throw .panelCount(found: panels.count, most: Self.mostPanels)
        }
        for panel in panels {
            try panel.choice.check(grid: grid)
        }
        (self.title, self.grid, self.panels) = (title, grid, panels)
    }

    /// The figure over the square that the model saw, at most about 1050 pixels wide.
    package func sheet(of picture: borrowing Picture) throws(HeatMapError) -> Picture {
        let room = 3 * SheetLayout.panel + 2 * SheetLayout.gap - (panels.count - 1) * SheetLayout.gap
        let painter = try PanelPainter(picture, grid: grid, side: min(SheetLayout.panel, room / panels.count))
        let layout = SheetLayout(panels: panels.count, side: painter.side)
        var canvas = try Canvas(width: layout.width, height: layout.panelsBottom + SheetLayout.captions)
        canvas.write(title, x: layout.left, baseline: 45, size: 18, bold: true, limit: layout.contentWidth)
        for (index, panel) in panels.enumerated() {
            painter.paint(panel.choice, on: &canvas, x: layout.x(index), y: layout.panelsTop)
            layout.caption(index, panel.caption, note: note(panel.choice), on: canvas)
        }
        return try canvas.picture()
    }

    private func note(_ choice: RegionChoice) -> String {
        let share = choice.kept.count * 100 / (grid * grid)
        return "\(choice.kept.count) of \(grid * grid) cells (\(share) %)"
    }
}
