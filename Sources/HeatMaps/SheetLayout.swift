/// Where a sheet's panels and their captions stand.
struct SheetLayout {
    /// Pixels around the content.
    static let margin = 28
    /// Pixels between panels.
    static let gap = 20
    /// About how many pixels a panel is wide.
    static let panel = 320

    /// Pixels that the captions take below the panels.
    static let captions = 60

    let panels: Int
    /// Pixels on a panel's side.
    let side: Int

    /// Where the panels begin; a figure of several rows moves it.
    var panelsTop = 66
    var panelsBottom: Int { panelsTop + side }
    var left: Double { Double(Self.margin) }
    var contentWidth: Double { Double(panels * side + (panels - 1) * Self.gap) }
    var width: Int { Int(contentWidth) + 2 * Self.margin }

    /// The left edge of a panel.
    func x(_ panel: Int) -> Int { Self.margin + panel * (side + Self.gap) }

    /// Writes a panel's name and a note below it.
    func caption(_ panel: Int, _ name: String, note: String, on canvas: borrowing Canvas) {
        let (left, bottom, limit) = (Double(x(panel)), Double(panelsBottom), Double(side))
        canvas.write(name, x: left, baseline: bottom + 21, size: 13.5, bold: true, limit: limit)
        canvas.write(note, x: left, baseline: bottom + 38, size: 11.5, ink: .note, limit: limit)
    }
}
