/// What came in each second since the gear changed, for as long as is asked for.
struct CalmDemand: Sendable {
    private struct Mark {
        let time: ContinuousClock.Instant
        let requests: Int
        let frames: Int?
    }

    private static let spacing = Duration.seconds(1)
    private var marks: [Mark] = []

    /// Enters counts since the start, and forgets what is older than `span`. Returns what came within each second that is
    /// complete, once; frames where edges tell them.
    mutating func count(
        requests: Int, frames: Int?, at time: ContinuousClock.Instant, keeping span: Duration
    ) -> (requests: Int, frames: Int)? {
        if let last = marks.last, time - last.time < Self.spacing { return nil }
        defer { forget(span, before: time) }
        let last = marks.last
        marks.append(Mark(time: time, requests: requests, frames: frames))
        guard let last, let before = last.frames, let frames else { return nil }
        return (requests - last.requests, frames - before)
    }

    private mutating func forget(_ span: Duration, before time: ContinuousClock.Instant) {
        let surplus = marks.firstIndex { time - $0.time < span + Self.spacing } ?? 0
        marks.removeFirst(max(0, surplus - 1))
    }

    /// The requests of the whole time; nil while there is less than a second of it.
    var requests: Arrivals? { arrivals { Double($0.requests) } }

    /// The frames of the whole time; nil where edges do not tell them.
    var frames: Arrivals? {
        guard marks.first?.frames != nil, marks.last?.frames != nil else { return nil }
        return arrivals { Double($0.frames ?? 0) }
    }

    /// Frames a second of the busiest three seconds, at least: edges tell them twice a second, so one such portion may be
    /// from the time before.
    var mostFrames: Double? {
        zip(marks, marks.dropFirst(3)).compactMap { before, after in
            guard let first = before.frames, let last = after.frames else { return nil }
            return Double(last - first) / ((after.time - before.time + .milliseconds(500)) / .seconds(1))
        }.max()
    }

    /// The requests of each second.
    var seconds: [Arrivals] {
        zip(marks, marks.dropFirst()).map { before, after in
            Arrivals(count: Double(after.requests - before.requests), time: after.time - before.time)
        }
    }

    mutating func reset() {
        marks.removeAll(keepingCapacity: true)
    }

    private func arrivals(_ count: (Mark) -> Double) -> Arrivals? {
        guard let first = marks.first, let last = marks.last, last.time > first.time else { return nil }
        return Arrivals(count: count(last) - count(first), time: last.time - first.time)
    }
}
