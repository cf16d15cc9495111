import Foundation

/// Columns for people: a left-aligned name and right-aligned figures.
enum Table {
    /// One line of a table.
    static func row(_ name: String, _ cells: [String], nameWidth: Int = 16, cellWidth: Int = 11) -> String {
        pad(name, nameWidth) + cells.map { String(repeating: " ", count: max(1, cellWidth - $0.count)) + $0 }.joined()
    }

    /// A text filled up to a width, or shortened to it.
    static func pad(_ text: String, _ width: Int) -> String {
        text.count > width
            ? text.prefix(width - 1) + "…" : text + String(repeating: " ", count: width - text.count)
    }

    /// A count of things: "1 thread", "2 threads".
    static func count(_ count: Int, _ thing: String) -> String { "\(count) \(thing)\(count == 1 ? "" : "s")" }

    /// A number with a fixed number of decimals and a point, whatever the locale.
    static func number(_ value: Double, _ decimals: Int) -> String {
        String(format: "%.\(decimals)f", value)
    }
}
