import Foundation
import Replay

extension ReplayReport {
    /// The report for people.
    var text: String {
        var lines = [
            "\(settings.cameras) cameras, \(Table.number(settings.fps * Double(settings.cameras), 1)) frames/s, "
                + "\(settings.mode.rawValue), \(settings.arrivals), \(Table.number(seconds, 1)) s, "
                + settings.target.joined(separator: " "),
            "",
            Table.row("latency, ms", ["frames", "p50", "p90", "p99", "p99.9", "max"]),
        ]
        let order = ["exited", "focused", "fallback", "rejected", "dropped"]
        lines += order.compactMap { name in latency[name].map { row(name, $0) } }
        lines += [answers.map { row("all answers", $0) }, queries.map { row("whole queries", $0) }].compactMap(\.self)
        lines += [
            "",
            """
            offered \(account.offered) = exited \(account.exited) + focused \(account.focused) \
            + fallback \(account.fallback) + rejected \(account.rejected) + dropped \(account.dropped) \
            + in flight \(account.inFlight)
            """,
        ]
        for (outcome, counts) in reasons.sorted(by: { $0.key < $1.key }) {
            let counts = counts.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }.joined(separator: ", ")
            lines.append("\(outcome): \(counts)")
        }
        lines.append(
            "goodput \(Table.number(goodput, 1)) answers/s within \(Table.number(settings.objective, 0)) ms, "
                + "\(Table.number(bytesPerFrame, 0)) bytes a frame"
                + (accuracy.map { ", accuracy \(Table.number(100 * $0, 1)) %" } ?? "")
        )
        if let gears {
            let counts = gears.sorted { (Int($0.key) ?? 0) < (Int($1.key) ?? 0) }.map { gear, count in
                "\(gear): \(count.frames)"
                    + (count.accuracy.share.map { " (\(Table.number(100 * $0, 1)) % right)" } ?? "")
            }
            let changes = events.filter { $0.kind == "gear" }.map { "\(Table.number($0.seconds, 1)) s \($0.target)" }
            lines.append("frames by gear: " + counts.joined(separator: ", "))
            lines.append("gear from: " + changes.joined(separator: ", "))
        }
        if let utilization, !utilization.isEmpty {
            let shares = utilization.sorted { $0.key.localizedStandardCompare($1.key) == .orderedAscending }
            lines.append(
                "workers had work: "
                    + shares.map { "\($0.key) \(Table.number(100 * $0.value, 0)) %" }.joined(separator: ", ")
            )
        }
        if !memory.isEmpty {
            let processes = memory.sorted { $0.key.localizedStandardCompare($1.key) == .orderedAscending }
            lines.append(
                "memory, MB after warming up, at the end, at most: "
                    + processes.map { name, memory in
                        let values = [memory.settled, memory.end, memory.most].map { Table.number($0, 0) }
                        return "\(name) " + values.joined(separator: " ")
                    }.joined(separator: ", ")
            )
        }
        lines += events.filter { $0.kind != "gear" }.map { "\(Table.number($0.seconds, 2)) s: \($0.kind) \($0.target)" }
        if let schedule {
            lines.append(
                "the generator's own lateness: p99 \(Table.number(schedule.p99, 2)) ms, max "
                    + "\(Table.number(schedule.max, 2)) ms"
            )
        }
        lines += (rateSearch?.lines ?? [])
        if !conservation { lines.append("BROKEN: an account did not add up; please report this") }
        lines += invalid.map { "INVALID: \($0)" }
        return lines.joined(separator: "\n")
    }

    private func row(_ name: String, _ summary: LatencySummary) -> String {
        Table.row(
            name,
            ["\(summary.count)"]
                + [summary.p50, summary.p90, summary.p99, summary.p999, summary.max].map { Table.number($0, 1) }
        )
    }
}

extension ReplayReport.RateSearchReport {
    /// The search for people.
    var lines: [String] {
        let rows = trials.map { "  " + $0.line }
        let result = held.map { "\(Table.number($0, 1)) frames/s" } ?? "no rate that was tried"
        return ["", "highest held rate: \(result)"] + rows
    }
}

extension RateTrial {
    /// One line for people.
    var line: String { "\(Table.number(rate, 1)) frames/s: " + (held ? "held" : "not held, \(reason ?? "")") }
}
