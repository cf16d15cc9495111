import Edge
import Foundation
import Replay

/// A line on standard error that tells how a run goes, where that is a terminal.
struct ReplayProgress: Sendable {
    private let plan: ReplayPlan
    private let meter: ReplayMeter
    private let isShown: Bool

    init(_ plan: ReplayPlan, _ meter: ReplayMeter) {
        self.plan = plan
        self.meter = meter
        isShown = isatty(STDERR_FILENO) == 1
    }

    /// Renews the line every half second until the task is cancelled, then wipes it.
    func show() async {
        guard isShown else { return }
        let start = ContinuousClock.now
        while (try? await Task.sleep(for: .milliseconds(500))) != nil {
            let books = meter.books
            let p99 = books.sums.summary(ReplayBooks.answers).map { Table.number($0.p99, 1) } ?? "-"
            let seconds = (ContinuousClock.now - start) / .seconds(1)
            write(
                "\r\u{1B}[K\(Table.number(seconds, 0)) of \(Table.number(plan.length / .seconds(1), 0)) s, "
                    + "\(books.ended) answered, \(meter.account.inFlight) in flight, p99 \(p99) ms")
        }
        write("\r\u{1B}[K")
    }

    private func write(_ text: String) {
        FileHandle.standardError.write(Data(text.utf8))
    }
}
