package import Metrics

/// A coordinator at one moment: `received = answered + failed + cancelled + abandoned + queued + dispatched`.
package struct CoordinatorState: Codable, Sendable {
    /// Requests of edges.
    package var received = 0
    /// Requests whose answer went to the edge.
    package var answered = 0
    /// Requests without an answer, by reason.
    package var failed: [String: Int] = [:]
    /// Requests that their edge gave up.
    package var cancelled = 0
    /// Requests whose edge was lost.
    package var abandoned = 0
    /// Requests that wait now.
    package var queued = 0
    /// Requests at workers now.
    package var dispatched = 0
    /// Times that a request was given to a worker.
    package var dispatches = 0
    /// Those after a request's first.
    package var redispatches = 0
    /// Answers to requests that had ended.
    package var surplusAnswers = 0
    /// Messages that could not be used, by reason.
    package var rejections: [String: Int] = [:]
    /// Hellos that were not accepted, by reason.
    package var refusals: [String: Int] = [:]
    /// Workers lost.
    package var workersLost = 0
    /// Edges lost.
    package var edgesLost = 0
    /// Messages through the sockets.
    package var messagesReceived = 0
    /// Messages sent.
    package var messagesSent = 0
    /// Payload bytes from edges.
    package var payloadBytesReceived = 0
    /// Payload bytes to workers.
    package var payloadBytesSent = 0
    /// Messages that their receiver could not take.
    package var undelivered = 0
    /// Connections that failed to prove themselves.
    package var failedHandshakes = 0
    /// What a request waited lately, in seconds.
    package var queueDelay = 0.0
    /// Share of the workers that have something to do.
    package var utilization = 0.0
    /// What requests waited before they were given to a worker.
    package var queueing = Histogram.seconds
    /// The workers by name.
    package var workers: [Worker] = []
    /// The edges by name.
    package var edges: [Edge] = []

    /// A worker as the coordinator sees it.
    package struct Worker: Codable, Sendable {
        /// Its stable name.
        package var name: String
        /// Its software.
        package var version: String
        /// Its numeric format.
        package var precision: String
        /// Requests at it.
        package var inFlight: Int
        /// Their payload bytes.
        package var bytes: Int
        /// Requests that it takes at once.
        package var creditItems: Int
        /// Payload bytes that it takes at once.
        package var creditBytes: Int
        /// The largest batch that it forms.
        package var batch: Int
        /// Seconds for one request.
        package var serviceTime: Double
        /// Whether it takes no more.
        package var isDraining: Bool

        /// Puts the numbers together.
        package init(
            name: String, version: String, precision: String, inFlight: Int, bytes: Int, creditItems: Int,
            creditBytes: Int, batch: Int, serviceTime: Double, isDraining: Bool
        ) {
            (self.name, self.version, self.precision, self.inFlight) = (name, version, precision, inFlight)
            (self.bytes, self.creditItems, self.creditBytes) = (bytes, creditItems, creditBytes)
            (self.batch, self.serviceTime, self.isDraining) = (batch, serviceTime, isDraining)
        }
    }

    /// An edge as the coordinator sees it.
    package struct Edge: Codable, Sendable {
        /// Its stable name.
        package var name: String
        /// Its software.
        package var version: String
        /// Its cameras.
        package var cameras: [String]
        /// Its requests that have not ended.
        package var inFlight: Int
        /// Seconds since it was heard.
        package var silence: Double
        /// The exit threshold of its latest request.
        package var threshold: Double?
        /// The payload of its latest request.
        package var payload: String?
        /// Where its page is; empty where it told none.
        package var page: String

        /// Puts the numbers together.
        package init(
            name: String, version: String, cameras: [String], inFlight: Int, silence: Double, threshold: Double?,
            payload: String?, page: String = ""
        ) {
            (self.name, self.version, self.cameras, self.inFlight) = (name, version, cameras, inFlight)
            (self.silence, self.threshold, self.payload, self.page) = (silence, threshold, payload, page)
        }
    }

    /// Makes the state of a coordinator that nobody is connected to.
    package init() {}
}
