import Metrics

extension EdgeState {
    /// The same as metrics.
    var metrics: [MetricFamily] { frameMetrics + sinkMetrics }

    private var sinkMetrics: [MetricFamily] {
        guard !sinks.isEmpty || !spools.isEmpty else { return [] }
        var delivered = MetricFamily(.counter, "fovea_sink_delivered_total", "Results that a sink has.")
        var refused = MetricFamily(.counter, "fovea_sink_refused_total", "Results that a sink will never take.")
        var failures = MetricFamily(.counter, "fovea_sink_failures_total", "Attempts to deliver that failed.")
        var missed = MetricFamily(.counter, "fovea_sink_missed_total", "Results dropped before a sink had them.")
        var waiting = MetricFamily(.gauge, "fovea_sink_waiting", "Results that wait for a sink.")
        var oldest = MetricFamily(
            .gauge, "fovea_sink_oldest_seconds", "Age of the oldest result that a sink has not taken.")
        var isUp = MetricFamily(.gauge, "fovea_sink_up", "Whether a sink takes results.")
        for sink in sinks {
            delivered.add(sink.delivered, ["sink": sink.name])
            refused.add(sink.refused, ["sink": sink.name])
            failures.add(sink.failures, ["sink": sink.name])
            missed.add(sink.missed, ["sink": sink.name])
            waiting.add(sink.waiting, ["sink": sink.name])
            oldest.add(sink.oldest, ["sink": sink.name])
            isUp.add(sink.obstacle == nil ? 1 : 0, ["sink": sink.name])
        }
        var bytes = MetricFamily(.gauge, "fovea_spool_bytes", "Bytes of a spool on disk.")
        var lost = MetricFamily(.counter, "fovea_spool_lost_total", "Records dropped before they were written.")
        var isWritable = MetricFamily(.gauge, "fovea_spool_writable", "Whether a spool's disk takes records.")
        for spool in spools {
            bytes.add(spool.bytes, ["spool": spool.name])
            lost.add(spool.lost, ["spool": spool.name])
            isWritable.add(spool.failure == nil ? 1 : 0, ["spool": spool.name])
        }
        return [delivered, refused, failures, missed, waiting, oldest, isUp, bytes, lost, isWritable]
    }

    private var frameMetrics: [MetricFamily] {
        var offered = MetricFamily(.counter, "fovea_frames_offered_total", "Frames that sources handed over.")
        var frames = MetricFamily(.counter, "fovea_frames_total", "Frames that ended, by outcome.")
        var inFlight = MetricFamily(.gauge, "fovea_frames_in_flight", "Frames that have not ended.")
        var captured = MetricFamily(.counter, "fovea_frames_captured_total", "Frames that cameras captured.")
        var skipped = MetricFamily(
            .counter, "fovea_frames_skipped_total", "Frames that cameras captured and did not hand over.")
        for camera in cameras {
            captured.add(camera.captured, ["camera": camera.name])
            for (reason, count) in camera.skipped.sorted(by: { $0.key < $1.key }) {
                skipped.add(count, ["camera": camera.name, "reason": reason])
            }
            offered.add(camera.offered, ["camera": camera.name])
            inFlight.add(camera.inFlight, ["camera": camera.name])
            for outcome in CameraState.outcomeNames where camera.count(outcome) == 0 {
                // A series that is there from the start has a rate from its first frame on.
                frames.add(0, ["camera": camera.name, "outcome": outcome])
            }
            for entry in camera.outcomes {
                frames.add(
                    entry.count, ["camera": camera.name, "outcome": entry.outcome, "reason": entry.reason])
            }
        }
        var latency = MetricFamily(
            .histogram, "fovea_frame_latency_seconds", "From when a frame was scheduled until its final answer.")
        for (path, histogram) in self.latency.sorted(by: { $0.key < $1.key }) { latency.add(histogram, ["path": path]) }
        var stations = MetricFamily(.histogram, "fovea_station_duration_seconds", "How long frames were at a station.")
        for station in self.stations { stations.add(station.durations, ["station": station.name]) }
        return streamMetrics + [
            captured, skipped, offered, frames, inFlight, latency, stations,
            MetricFamily(.gauge, "fovea_edge_threshold", "The exit threshold in force.", threshold),
            MetricFamily(.gauge, "fovea_edge_held_frames", "Hard frames that wait for workers.", Double(held)),
            MetricFamily(
                .counter, "fovea_edge_resent_total", "Sendings of hard frames beyond each one's first.", Double(resent)),
            MetricFamily(
                .counter, "fovea_edge_surplus_answers_total", "Answers that came late, twice or unasked.",
                Double(surplusAnswers)),
            MetricFamily(
                .counter, "fovea_edge_unusable_messages_total", "Messages of coordinators that could not be used.",
                Double(unusableMessages)),
        ]
    }
}
