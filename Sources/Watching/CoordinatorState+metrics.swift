import Metrics

extension CoordinatorState {
    /// The same as metrics.
    var metrics: [MetricFamily] {
        [
            counter("requests_received", "Requests of edges.", received), outcomes,
            gauge("queue_length", "Requests that wait.", queued),
            gauge("dispatched_requests", "Requests at workers.", dispatched),
            counter("dispatches", "Times that a request was given to a worker.", dispatches),
            counter("redispatches", "Times that a request was given to a worker again.", redispatches),
            counter("surplus_answers", "Answers to requests that had ended.", surplusAnswers),
            byReason("messages_refused", "Messages that could not be used.", rejections),
            byReason("hellos_refused", "Hellos that were not accepted.", refusals),
            counter("workers_lost", "Workers lost without a goodbye.", workersLost),
            counter("edges_lost", "Edges lost without a goodbye.", edgesLost),
            counter("messages_received", "Messages received.", messagesReceived),
            counter("messages_sent", "Messages sent.", messagesSent),
            counter("payload_received_bytes", "Payload bytes received from edges.", payloadBytesReceived),
            counter("payload_sent_bytes", "Payload bytes given to workers.", payloadBytesSent),
            counter("undelivered_messages", "Messages that their receiver could not take.", undelivered),
            counter("failed_handshakes", "Connections that failed to prove themselves.", failedHandshakes),
            MetricFamily(
                .gauge, "fovea_coordinator_queue_delay_seconds",
                "What requests waited lately before they were given to a worker: what workers are scaled on.",
                queueDelay
            ),
            MetricFamily(
                .gauge, "fovea_coordinator_utilization_ratio", "Share of the workers with something to do.", utilization
            ),
            queueingTimes, gauge("edges", "Welcomed edges.", edges.count),
            gauge("workers", "Welcomed workers.", workers.count),
            perWorker("credit_requests", "Requests that the worker takes at once.") { Double($0.creditItems) },
            perWorker("credit_bytes", "Payload bytes that the worker takes at once.") { Double($0.creditBytes) },
            perWorker("in_flight_requests", "Requests at the worker.") { Double($0.inFlight) },
            perWorker("service_time_seconds", "Time for one request, as the coordinator sees it.") { $0.serviceTime },
            perWorker("draining", "Whether the worker takes no more.") { $0.isDraining ? 1 : 0 },
        ]
    }

    private var outcomes: MetricFamily {
        var family = MetricFamily(.counter, "fovea_coordinator_requests_total", "Requests that ended, by outcome.")
        family.add(answered, ["outcome": "answered"])
        for (reason, count) in failed.sorted(by: { $0.key < $1.key }) {
            family.add(count, ["outcome": "failed", "reason": reason])
        }
        family.add(cancelled, ["outcome": "cancelled"])
        family.add(abandoned, ["outcome": "abandoned"])
        return family
    }

    private var queueingTimes: MetricFamily {
        var family = MetricFamily(
            .histogram, "fovea_coordinator_queueing_seconds", "What requests waited before they were given to a worker."
        )
        family.add(queueing)
        return family
    }

    private func counter(_ name: String, _ help: String, _ value: Int) -> MetricFamily {
        MetricFamily(.counter, "fovea_coordinator_\(name)_total", help, Double(value))
    }

    private func gauge(_ name: String, _ help: String, _ value: Int) -> MetricFamily {
        MetricFamily(.gauge, "fovea_coordinator_\(name)", help, Double(value))
    }

    private func byReason(_ name: String, _ help: String, _ counts: [String: Int]) -> MetricFamily {
        var family = MetricFamily(.counter, "fovea_coordinator_\(name)_total", help)
        for (reason, count) in counts.sorted(by: { $0.key < $1.key }) { family.add(count, ["reason": reason]) }
        return family
    }

    private func perWorker(_ name: String, _ help: String, _ value: (Worker) -> Double) -> MetricFamily {
        var family = MetricFamily(.gauge, "fovea_coordinator_worker_\(name)", help)
        for worker in workers { family.add(value(worker), ["worker": worker.name]) }
        return family
    }
}
