import Metrics
import Rollout

extension NodeState {
    /// The comparison with a model on trial, as metrics; none where there is no trial.
    var canaryMetrics: [MetricFamily] {
        guard let canary else { return [] }
        var latency = MetricFamily(
            .histogram, "fovea_canary_latency_seconds", "From when a frame was scheduled until its answer, by model.")
        var missed = MetricFamily(
            .counter, "fovea_canary_missed_total",
            "Frames shown to both models that no worker answered in time, or nobody looked at.")
        for (model, side) in [("current", canary.current), ("candidate", canary.candidate)] {
            latency.add(side.latency, ["model": model])
            missed.add(side.fallbacks, ["model": model, "outcome": "fallback"])
            missed.add(side.unseen, ["model": model, "outcome": "unseen"])
        }
        var answered = MetricFamily(
            .counter, "fovea_canary_frames_total", "Frames that both models answered, by whether with the same class.")
        answered.add(canary.agreed, ["answer": "same"])
        answered.add(canary.answered - canary.agreed, ["answer": "other"])
        return [answered, missed, latency]
    }
}
