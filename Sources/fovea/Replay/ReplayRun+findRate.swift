import Edge
import Foundation
import Replay

extension ReplayRun {
    /// Runs a plan at one rate after another; returns the report of the highest rate that was held, or else of the last.
    func findRate(
        _ plan: ReplayPlan, pictures: [OfferedFrame.Picture], resolution: Double
    ) async throws -> ReplayReport {
        let cameras = Double(plan.streams.count)
        // Fewer than ten frames a run say nothing.
        let least = 10 / (plan.length / .seconds(1))
        var search = RateSearch(
            start: plan.totalRate, within: least...max(least, 100_000 * cameras), resolution: resolution
        )
        var trials: [RateTrial] = []
        var best: ReplayReport?
        var last: ReplayReport?
        while let rate = search.next {
            var trialled = plan
            trialled.rate = rate / cameras
            trialled.seed = plan.seed &+ UInt64(trials.count)
            let (report, wasInterrupted) = try await run(trialled, pictures: pictures)
            last = report
            if wasInterrupted { break }
            let trial = report.trial(rate: rate, objective: objective)
            trials.append(trial)
            if isatty(STDERR_FILENO) == 1 { Output.problem(trial.line) }
            let before = search.held
            search.record(held: trial.held)
            if search.held != before { best = report }
            if !report.conservation { break }
        }
        guard var report = (last?.conservation ?? true) ? best ?? last : last else {
            preconditionFailure("a search tries at least one rate")
        }
        if let limit = trials.last(where: { $0.rate == search.failed && !$0.isValid }) {
            report.valid = false
            report.invalid.append("the generator set the limit, not the cluster: \(limit.reason ?? "")")
        } else if let last, !last.valid, last.invalid.contains("the run was interrupted") {
            report.valid = false
            report.invalid.append("the search was interrupted")
        }
        report.rateSearch = ReplayReport.RateSearchReport(held: search.held, failed: search.failed, trials: trials)
        return report
    }
}
