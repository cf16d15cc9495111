import Foundation
import Replay

/// Two reports side by side.
struct ReplayComparison {
    private let first: (name: String, report: ReplayReport)
    private let second: (name: String, report: ReplayReport)

    /// Reads both.
    init(_ first: String, _ second: String) throws {
        self.first = (Self.name(first, beside: second), try ReplayFile.read(first))
        self.second = (Self.name(second, beside: first), try ReplayFile.read(second))
    }

    /// Prints them as a table and, where asked for, writes them as a page.
    func show(page: String?) throws {
        if let page {
            try ReplayFile.write(try ReportPage(comparing: first, with: second).html(), to: page, naming: "--page")
        }
        let (a, b) = (first.report, second.report)
        func row(_ name: String, _ left: Double?, _ right: Double?, _ digits: Int = 1) -> String {
            let ratio = left.flatMap { left in right.map { left == 0 ? "-" : Table.number($0 / left, 2) } } ?? "-"
            return Table.row(
                name, [left, right].map { $0.map { Table.number($0, digits) } ?? "-" } + [ratio], nameWidth: 18)
        }
        func share(_ count: Int, _ report: ReplayReport) -> Double {
            100 * Double(count) / Double(max(1, report.account.offered))
        }
        let outcomes: [(String, KeyPath<ReplayReport.Account, Int>)] = [
            ("exited, %", \.exited), ("focused, %", \.focused), ("fallback, %", \.fallback),
            ("rejected, %", \.rejected), ("dropped, %", \.dropped),
        ]
        let percentiles: [(String, KeyPath<LatencySummary, Double>)] = [
            ("p50, ms", \.p50), ("p90, ms", \.p90), ("p99, ms", \.p99), ("p99.9, ms", \.p999),
        ]
        var lines = [
            "first: \(first.name)", "second: \(second.name)", "",
            Table.row("", ["first", "second", "ratio"], nameWidth: 18),
            row("goodput, frames/s", a.goodput, b.goodput),
        ]
        lines += percentiles.map { row($0.0, a.answers?[keyPath: $0.1], b.answers?[keyPath: $0.1], 2) }
        lines += outcomes.map { row($0.0, share(a.account[keyPath: $0.1], a), share(b.account[keyPath: $0.1], b), 2) }
        lines.append(row("accuracy, %", a.accuracy.map { 100 * $0 }, b.accuracy.map { 100 * $0 }))
        lines.append(row("bytes a frame", a.bytesPerFrame, b.bytesPerFrame, 0))
        if a.settings != b.settings { lines += ["", "they were asked for different things: see `settings` in both"] }
        for (name, report) in [first, second] where !report.valid { lines.append("INVALID: \(name)") }
        try Output.line(lines.joined(separator: "\n"))
    }

    /// The file's name, with its folders where both have the same.
    private static func name(_ path: String, beside other: String) -> String {
        let last = URL(fileURLWithPath: path).lastPathComponent
        return last == URL(fileURLWithPath: other).lastPathComponent ? path : last
    }
}
