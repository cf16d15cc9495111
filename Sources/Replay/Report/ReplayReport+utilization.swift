extension ReplayReport {
    /// Tells which share of its time each worker had work.
    ///
    /// - Parameter busy: how long it did, by the worker's name; empty where nobody knows.
    package mutating func tellUtilization(busy: [String: Duration]) {
        // A search has many runs, but each worker one account.
        guard rateSearch == nil, !busy.isEmpty else { return }
        let end = max(seconds, (timeline.last?.seconds ?? 0) + timelineInterval)
        utilization = Dictionary(
            uniqueKeysWithValues: busy.map { worker, time in
                let own = events.filter { $0.target == worker }
                let came = own.first { $0.kind == "join" }?.seconds ?? 0
                let left = own.first { $0.kind == "drain" }?.seconds ?? end
                return (worker, min(1, time / .seconds(1) / max(left - came, 0.001)))
            }
        )
    }
}
