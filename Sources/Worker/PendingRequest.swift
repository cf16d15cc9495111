package import Wire
package import ZeroMQ

/// A request at a worker with its payload, from its arrival to its answer. Handed from the socket's thread to a compute
/// thread and dropped there.
package final class PendingRequest: Sendable {
    /// What is asked.
    package let request: FocusRequest
    /// The payload frames, in the order that the request describes.
    package let payload: Message
    /// Which of the worker's coordinators sent it.
    package let coordinator: Int
    /// When it arrived, as time since the worker's start.
    package let arrived: Duration
    /// When its edge gives up, as time since the worker's start.
    package let deadline: Duration

    /// Takes over a request that has arrived.
    package init(_ request: FocusRequest, payload: consuming Message, coordinator: Int, arrived: Duration) {
        self.request = request
        self.payload = payload
        self.coordinator = coordinator
        self.arrived = arrived
        deadline = arrived + request.budget
    }

    /// Calls a body with the payload's frames, opened one inside the other, so that all pointers are valid meanwhile; they
    /// must not escape.
    func withUnsafeFrames<Failure: Error>(
        _ body: ([UnsafeRawBufferPointer]) throws(Failure) -> Void
    ) throws(Failure) {
        try open([], body)
    }

    private func open<Failure: Error>(
        _ frames: [UnsafeRawBufferPointer], _ body: ([UnsafeRawBufferPointer]) throws(Failure) -> Void
    ) throws(Failure) {
        guard frames.count < payload.count else { return try body(frames) }
        try payload[frames.count].withUnsafeBytes { (bytes) throws(Failure) in
            try open(frames + [bytes], body)
        }
    }

    /// How many cells the request keeps.
    package var keptCount: Int { request.region.keptCells.reduce(0) { $0 + $1.nonzeroBitCount } }
}
