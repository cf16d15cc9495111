/// Both stages' answers side by side, the final one marked.
struct AnswerCards {
    let localization: LabelledAnswer
    /// Final where it is there.
    let focus: LabelledAnswer?

    /// Whether the focus stage was never asked.
    let exited: Bool

    static let height = 92.0

    /// Draws the two cards below the panels.
    func draw(on canvas: borrowing Canvas, _ layout: SheetLayout, y: Double) {
        let gap = Double(SheetLayout.gap)
        let width = (layout.contentWidth - gap) / 2
        let first = Rectangle(x: layout.left, y: y, width: width, height: Self.height)
        let second = Rectangle(x: layout.left + width + gap, y: y, width: width, height: Self.height)
        card("Localization", localization, isFinal: focus == nil, place: first, on: canvas)
        if let focus {
            card("Focus", focus, isFinal: true, place: second, on: canvas)
        } else {
            canvas.stroke(second.grown(by: -0.5), .line, width: 1, radius: 6)
            canvas.write("Focus", x: second.x + 16, baseline: y + 25, size: 12, ink: .note)
            canvas.write(exited ? "not asked" : "no answer", x: second.x + 16, baseline: y + 52, size: 17, ink: .note)
        }
    }

    private func card(
        _ stage: String, _ answer: LabelledAnswer, isFinal: Bool, place: Rectangle, on canvas: borrowing Canvas
    ) {
        let ink: Ink = isFinal ? .final : .note
        if isFinal { canvas.fill(place, .final.opacity(0.06), radius: 6) }
        let edge = isFinal ? 2.0 : 1.0
        canvas.stroke(place.grown(by: -edge / 2), isFinal ? .final : .line, width: edge, radius: 6)
        let (left, right) = (place.x + 16, place.x + place.width - 16)

        canvas.write(stage, x: left, baseline: place.y + 25, size: 12, ink: .note)
        let verdict = isFinal ? "\(stage.lowercased()) answered" : "provisional"
        canvas.write(verdict, x: right, baseline: place.y + 25, size: 12, bold: isFinal, ink: ink, alignment: .right)

        let percent = "\(Int((answer.confidence * 100).rounded())) %"
        let shown = canvas.write(percent, x: right, baseline: place.y + 52, size: 17, ink: .text, alignment: .right)
        canvas.write(
            answer.label,
            x: left,
            baseline: place.y + 52,
            size: 17,
            bold: isFinal,
            limit: right - left - shown - 16
        )
        let bar = Rectangle(x: left, y: place.y + 67, width: right - left, height: 7)
        canvas.fill(bar, .track, radius: 3.5)
        let length = bar.width * Double(answer.confidence)
        if length >= 1 {
            let part = Rectangle(x: left, y: bar.y, width: length, height: bar.height)
            canvas.fill(part, ink, radius: min(3.5, length / 2))
        }
    }
}
