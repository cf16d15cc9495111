import Wire

extension WorkerSettings {
    /// What the worker says of itself, to every coordinator the same; the credit is split among them.
    func hello(serviceTimes: [ServiceTime]) -> Hello {
        let largest = serviceTimes.last?.batch ?? 1
        let ahead = requestsAhead ?? Self.requestsAhead(serviceTimes)
        let items = max(1, threads * (largest + ahead) / max(1, coordinators.count))
        return Hello(
            identity: NodeIdentity(name: name, incarnation: .random(in: 1...UInt64.max)), fingerprint: fingerprint,
            precision: precision,
            kind: .worker(WorkerOffer(credit: Credit(items: items, bytes: creditBytes), serviceTimes: serviceTimes)),
            software: software
        )
    }

    /// One where a request takes less than 20 ms: the way from the coordinator, some tenths of a millisecond, would leave
    /// the worker idle for a noticeable share of its time. None where it takes longer.
    static func requestsAhead(_ serviceTimes: [ServiceTime]) -> Int {
        (serviceTimes.first?.time ?? .zero) < .milliseconds(20) ? 1 : 0
    }

    /// The reply to a request that an engine has dealt with.
    ///
    /// - Parameters:
    ///   - formed: when the batch was formed.
    ///   - size: how many requests were in it.
    func reply(to request: PendingRequest, _ answer: EngineAnswer, formed: Duration, size: Int) -> Header {
        switch answer {
        case .failed(let code, let reason):
            return .focusFailure(FocusFailure(id: request.request.id, code: code, reason: reason))
        case .answered(let top, let decoding, let compute):
            var times = FocusResult.StationTimes()
            times.queued = request.request.queued
            times.batching = formed - request.arrived
            times.decoding = decoding
            times.compute = compute
            return .focusResult(
                FocusResult(
                    id: request.request.id, answer: top[0], top: top, worker: name, times: times, batch: size,
                    precision: precision, attempt: request.request.attempt
                )
            )
        }
    }
}
