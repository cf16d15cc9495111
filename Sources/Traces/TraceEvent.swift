import Foundation

/// A span as Chrome and Perfetto read it: an asynchronous pair of events, which those of other processes with the same id
/// join.
struct TraceEvent: Encodable {
    private let name: String
    private let cat = "frame"
    private let ph: String
    private let id: String
    private let ts: Int64
    private let pid: Int32
    private let tid: Int32
    private let args: [String: String]

    /// The beginning and the end of a span.
    ///
    /// - Parameter microseconds: turns an instant into microseconds since 1970.
    static func pair(_ span: Span, process: Int32, microseconds: (ContinuousClock.Instant) -> Int64) -> [TraceEvent] {
        let id = span.request ?? "\(process)/\(span.camera)/\(span.frame)"
        let args = ["camera": span.camera, "frame": "\(span.frame)"]
        // Two instants rounded each for itself would make the span a microsecond longer or shorter.
        let start = microseconds(span.start)
        return [("b", start), ("e", start + Int64(max(.zero, span.duration) / .microseconds(1)))].map { phase, time in
            TraceEvent(
                name: span.station, ph: phase, id: id, ts: time, pid: process, tid: process,
                args: phase == "b" ? args : [:]
            )
        }
    }

    private init(
        name: String, ph: String, id: String, ts: Int64, pid: Int32, tid: Int32, args: [String: String]
    ) {
        (self.name, self.ph, self.id, self.ts) = (name, ph, id, ts)
        (self.pid, self.tid, self.args) = (pid, tid, args)
    }
}
