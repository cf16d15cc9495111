import Metrics

extension WorkerState {
    /// The same of all workers of a process as metrics.
    static func metrics(of workers: [WorkerState]) -> [MetricFamily] {
        guard !workers.isEmpty else { return [] }
        var received = MetricFamily(.counter, "fovea_worker_requests_received_total", "Requests that came.")
        var requests = MetricFamily(.counter, "fovea_worker_requests_total", "Requests that ended, by outcome.")
        var waiting = MetricFamily(.gauge, "fovea_worker_waiting_requests", "Requests that wait for a batch.")
        var running = MetricFamily(.gauge, "fovea_worker_running_requests", "Requests in work.")
        var batches = MetricFamily(.histogram, "fovea_worker_batch_size", "Requests in a batch.")
        var compute = MetricFamily(.histogram, "fovea_worker_batch_duration_seconds", "How long a batch took.")
        var longest = MetricFamily(
            .gauge, "fovea_worker_longest_batch_seconds", "How long the oldest batch has been under way.")
        for worker in workers {
            let name = worker.name
            received.add(worker.received, ["worker": name])
            requests.add(worker.answered, ["worker": name, "outcome": "answered"])
            for (reason, count) in worker.failed.sorted(by: { $0.key < $1.key }) {
                requests.add(count, ["worker": name, "outcome": "failed", "reason": reason])
            }
            requests.add(worker.dropped, ["worker": name, "outcome": "dropped"])
            waiting.add(worker.waiting, ["worker": name])
            running.add(worker.running, ["worker": name])
            batches.add(worker.batches, ["worker": name])
            compute.add(worker.compute, ["worker": name])
            longest.add(worker.longestBatch ?? 0, ["worker": name])
        }
        return [received, requests, waiting, running, batches, compute, longest]
    }
}
