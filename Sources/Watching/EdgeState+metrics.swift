import Metrics

extension EdgeState {
    /// The same as metrics.
    var metrics: [MetricFamily] {
        var offered = MetricFamily(.counter, "fovea_frames_offered_total", "Frames that sources handed over.")
        var frames = MetricFamily(.counter, "fovea_frames_total", "Frames that ended, by outcome.")
        var inFlight = MetricFamily(.gauge, "fovea_frames_in_flight", "Frames that have not ended.")
        for camera in cameras {
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
        return [
            offered, frames, inFlight, latency, stations,
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
