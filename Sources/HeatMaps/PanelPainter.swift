import Images

/// Makes the square panels of a sheet out of the square that the model saw.
///
/// Panels are a whole number of pixels per cell, so that cells have sharp edges.
struct PanelPainter: ~Copyable {
    /// Cells on a side.
    let grid: Int
    /// Pixels on a cell's side.
    let cell: Int
    /// The photograph at the panel's size.
    let photograph: Picture
    /// What the localization stage sees: the photograph at half resolution, scaled up again, and darker.
    private let dimmed: Picture

    /// Pixels on a panel's side.
    var side: Int { grid * cell }

    /// Takes the model's square; panels are about `side` pixels wide.
    init(_ picture: borrowing Picture, grid: Int, side: Int) throws(HeatMapError) {
        guard picture.width == picture.height else {
            throw .notSquare(width: picture.width, height: picture.height)
        }
        guard grid > 0 else { throw .emptyGrid(side: grid) }
        self.grid = grid
        cell = max(1, (side + grid / 2) / grid)
        photograph = picture.square(side: grid * cell)
        dimmed = picture.square(side: max(1, picture.width / 2)).square(side: grid * cell).map { pixel in
            let grey = pixel.grey
            let dim = { (value: UInt8) in UInt8(((Float(value) * 0.5 + grey * 0.5) * 0.42 + 16).rounded()) }
            return Colour(red: dim(pixel.red), green: dim(pixel.green), blue: dim(pixel.blue))
        }
    }

    /// The photograph in grey under the class attention in colours.
    func attention(_ values: [Float], colours: ColourMap) -> Picture {
        let surface = SmoothGrid(side: grid, values: values)
        var panel = Picture(width: side, height: side)
        for row in 0..<side {
            for column in 0..<side {
                let value = surface.value(
                    row: (Float(row) + 0.5) / Float(cell),
                    column: (Float(column) + 0.5) / Float(cell)
                )
                let grey = photograph[row, column].grey
                let heat = colours.colour(value)
                let blend = { (part: UInt8) in UInt8((grey * 0.4 + Float(part) * 0.6).rounded()) }
                panel[row, column] = Colour(red: blend(heat.red), green: blend(heat.green), blue: blend(heat.blue))
            }
        }
        return panel
    }

    /// The kept cells as in the photograph, all else as the localization stage saw it, and darker.
    func region(_ choice: RegionChoice) -> Picture {
        let kept = Set(choice.kept)
        var panel = Picture(width: side, height: side)
        for row in 0..<side {
            for column in 0..<side {
                let isKept = kept.contains(row / cell * grid + column / cell)
                panel[row, column] = isKept ? photograph[row, column] : dimmed[row, column]
            }
        }
        return panel
    }

    /// Places a choice's panel at (x, y), marks its dropped cells and outlines the window, or the kept cells where
    /// there is none.
    func paint(_ choice: RegionChoice, on canvas: inout Canvas, x: Int, y: Int) {
        canvas.place(region(choice), x: x, y: y)
        for dropped in choice.dropped(grid: grid) {
            let area = place(dropped / grid, dropped % grid, 1, x, y)
            canvas.hatch(area, .paper.opacity(0.45), step: Double(cell) / 4, width: 1.2)
        }
        if let window = choice.window {
            let area = place(window.row, window.column, window.side, x, y).grown(by: -2.5)
            canvas.stroke(area, .shadow.opacity(0.55), width: 5)
            canvas.stroke(area, .choice, width: 3)
        } else {
            outline(Set(choice.kept), on: canvas, x: x, y: y)
        }
    }

    /// Draws a line along the inside of every edge between a kept cell and one that is not.
    private func outline(_ kept: Set<Int>, on canvas: borrowing Canvas, x: Int, y: Int) {
        let isKept = { [grid] (row: Int, column: Int) in
            (0..<grid).contains(row) && (0..<grid).contains(column) && kept.contains(row * grid + column)
        }
        for cell in kept {
            let (row, column) = (cell / grid, cell % grid)
            let area = place(row, column, 1, x, y)
            let line = 2.0
            var (left, top) = (area, area)
            (left.width, top.height) = (line, line)
            var (right, bottom) = (left, top)
            right.x = area.x + area.width - line
            bottom.y = area.y + area.height - line
            if !isKept(row, column - 1) { canvas.fill(left, .choice) }
            if !isKept(row, column + 1) { canvas.fill(right, .choice) }
            if !isKept(row - 1, column) { canvas.fill(top, .choice) }
            if !isKept(row + 1, column) { canvas.fill(bottom, .choice) }
        }
    }

    /// Where `cells` by `cells` cells from a row and column on lie on the sheet when the panel stands at (x, y).
    private func place(_ row: Int, _ column: Int, _ cells: Int, _ x: Int, _ y: Int) -> Rectangle {
        let length = Double(cells * cell)
        return Rectangle(x: Double(x + column * cell), y: Double(y + row * cell), width: length, height: length)
    }
}

extension Colour {
    /// The luma, 0 to 255.
    var grey: Float { 0.299 * Float(red) + 0.587 * Float(green) + 0.114 * Float(blue) }
}

extension Picture {
    /// The picture with every pixel replaced.
    fileprivate consuming func map(_ change: (Colour) -> Colour) -> Picture {
        for row in 0..<height {
            for column in 0..<width {
                self[row, column] = change(self[row, column])
            }
        }
        return self
    }
}
