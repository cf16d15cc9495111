import Metrics

extension EdgeState {
    /// How the cameras' streams stand, as metrics; none where nobody reads streams.
    var streamMetrics: [MetricFamily] {
        let streams = cameras.compactMap { camera in camera.stream.map { (camera: camera.name, stream: $0) } }
        guard !streams.isEmpty else { return [] }
        var state = MetricFamily(
            .gauge, "fovea_camera_state", "How a camera's stream stands: 1 at the standing that it has.")
        var openings = MetricFamily(
            .counter, "fovea_camera_openings_total", "How often a camera's stream was opened.")
        var failures = MetricFamily(
            .counter, "fovea_camera_failures_total",
            "How often a camera's stream could not be opened, broke or went stale.")
        var silence = MetricFamily(
            .gauge, "fovea_camera_silence_seconds", "How long ago a camera's last frame came.")
        for (camera, stream) in streams {
            for standing in StreamState.standings {
                state.add(stream.standing == standing ? 1 : 0, ["camera": camera, "state": standing])
            }
            openings.add(stream.openings, ["camera": camera])
            failures.add(stream.failures, ["camera": camera])
            if let seconds = stream.silence { silence.add(seconds, ["camera": camera]) }
        }
        return [state, openings, failures, silence]
    }
}
