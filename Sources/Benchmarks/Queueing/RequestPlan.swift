/// When a load generator sends its requests, which are numbered from 1.
enum RequestPlan: Sendable {
    /// Each at its own time since the beginning, whatever became of the others (open loop); rising.
    case open([Duration])
    /// So many in all, each as soon as fewer than `window` are under way (closed loop).
    case closed(count: Int, window: Int)

    var count: Int {
        switch self {
        case .open(let times): times.count
        case .closed(let count, _): count
        }
    }

    /// When the next request is due, where `sent` have been sent and `underWay` of them are; nil where answers decide.
    func due(sent: Int, underWay: Int) -> Duration? {
        guard sent < count else { return nil }
        switch self {
        case .open(let times): return times[sent]
        case .closed(_, let window): return underWay < window ? .zero : nil
        }
    }
}
