package import Gears

/// The curve as an SVG picture: accuracy over the mean work of a frame, the chosen gears marked.
package struct CalibrationPlot {
    private static let (width, height, margin) = (720.0, 440.0, 60.0)

    private let points: [CalibratedGear]
    private let gears: [CalibratedGear]
    private let title: String
    private let work: ClosedRange<Double>
    private let accuracy: ClosedRange<Double>

    /// Lays out a plot of at least one point.
    package init(points: [CalibratedGear], gears: [CalibratedGear], title: String) {
        self.points = points
        self.gears = gears
        self.title = title
        func range(_ values: [Double]) -> ClosedRange<Double> {
            let (least, most) = (values.min() ?? 0, values.max() ?? 1)
            let room = max(most - least, 1e-6) * 0.08
            return least - room...most + room
        }
        work = range(points.map(\.gmacs))
        accuracy = range(points.map { 100 * $0.accuracy })
    }

    /// The file's text.
    package var svg: String {
        let (width, height, margin) = (Self.width, Self.height, Self.margin)
        var lines = [
            """
            <svg xmlns="http://www.w3.org/2000/svg" width="\(Int(width))" height="\(Int(height))" \
            font-family="sans-serif" font-size="12">
            """,
            "<rect width=\"100%\" height=\"100%\" fill=\"white\"/>",
            text(width / 2, 24, Self.escaped(title), size: 15),
            text(width / 2, height - 14, "GMACs a frame"),
            text(margin / 2, 40, "accuracy, %"),
            """
            <path d="M\(margin) \(margin - 10) V\(height - margin) H\(width - 10)" stroke="black" fill="none"/>
            """,
        ]
        for step in 0...4 {
            let share = Double(step) / 4
            let x = work.lowerBound + share * (work.upperBound - work.lowerBound)
            let y = accuracy.lowerBound + share * (accuracy.upperBound - accuracy.lowerBound)
            lines.append(text(horizontal(x), height - margin + 16, Self.rounded(x, 100)))
            lines.append(text(margin - 24, vertical(y) + 4, Self.rounded(y, 10)))
        }
        for point in points { lines.append(mark(point, radius: 2, colour: "#9aa5b1")) }
        let path = gears.map { "\(horizontal($0.gmacs)),\(vertical(100 * $0.accuracy))" }.joined(separator: " ")
        lines.append("<polyline points=\"\(path)\" stroke=\"#c2410c\" fill=\"none\"/>")
        for gear in gears {
            lines.append(mark(gear, radius: 5, colour: "#c2410c"))
            lines.append(text(horizontal(gear.gmacs) + 10, vertical(100 * gear.accuracy) + 14, "\(gear.gear)"))
        }
        return (lines + ["</svg>", ""]).joined(separator: "\n")
    }

    private func horizontal(_ gmacs: Double) -> Double {
        Self.margin + (gmacs - work.lowerBound) / (work.upperBound - work.lowerBound) * (Self.width - Self.margin - 10)
    }

    private func vertical(_ percent: Double) -> Double {
        let share = (percent - accuracy.lowerBound) / (accuracy.upperBound - accuracy.lowerBound)
        return Self.height - Self.margin - share * (Self.height - 2 * Self.margin)
    }

    private func mark(_ point: CalibratedGear, radius: Int, colour: String) -> String {
        "<circle cx=\"\(horizontal(point.gmacs))\" cy=\"\(vertical(100 * point.accuracy))\" r=\"\(radius)\" "
            + "fill=\"\(colour)\"><title>threshold \(point.threshold), side \(point.regionSide)</title></circle>"
    }

    private func text(_ x: Double, _ y: Double, _ text: String, size: Int = 12) -> String {
        "<text x=\"\(x)\" y=\"\(y)\" text-anchor=\"middle\" font-size=\"\(size)\">\(text)</text>"
    }

    private static func rounded(_ value: Double, _ scale: Double) -> String { "\((value * scale).rounded() / scale)" }

    private static func escaped(_ text: String) -> String {
        text.split(separator: "&", omittingEmptySubsequences: false).joined(separator: "&amp;")
            .split(separator: "<", omittingEmptySubsequences: false).joined(separator: "&lt;")
    }
}
