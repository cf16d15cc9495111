import CFoveaProto

extension FocusResult {
    init(_ message: Fovea__FocusResult, _ spares: inout Spares) throws(WireError) {
        id = try RequestID("focus_result.id", message.id)
        isFinal = message.final != 0
        answer = try Answer("focus_result.answer", message.answer)
        top = spares.emptyAnswers()
        for entry in try list("focus_result.top", message.top, message.n_top, in: Bounds.top) where entry != nil {
            top.append(try Answer("focus_result.top", entry))
        }
        worker = try spares.name("focus_result.worker", message.worker)
        times = StationTimes()
        times.queued = try checked("focus_result.queued_us", microseconds: message.queued_us, in: Bounds.time)
        times.batching = try checked("focus_result.batching_us", microseconds: message.batching_us, in: Bounds.time)
        times.decoding = try checked("focus_result.decoding_us", microseconds: message.decoding_us, in: Bounds.time)
        times.compute = try checked("focus_result.compute_us", microseconds: message.compute_us, in: Bounds.time)
        batch = try checked("focus_result.batch", message.batch, in: Bounds.batch)
        precision = try checked("focus_result.precision", choice: message.precision.rawValue)
        attempt = try checked("focus_result.attempt", message.attempt, in: 1...Bounds.attempt.upperBound)
    }

    func place(in arena: Arena) -> UnsafeMutablePointer<Fovea__FocusResult> {
        var message = Fovea__FocusResult()
        fovea__focus_result__init(&message)
        message.id = id.place(in: arena)
        message.final = isFinal ? 1 : 0
        message.answer = answer.place(in: arena)
        message.n_top = top.count
        message.top = arena.array(top) { $0.place(in: arena) }
        message.worker = arena.text(worker)
        message.queued_us = UInt64(times.queued)
        message.batching_us = UInt64(times.batching)
        message.decoding_us = UInt64(times.decoding)
        message.compute_us = UInt64(times.compute)
        message.batch = UInt32(clamping: batch)
        message.precision = Fovea__Precision(rawValue: precision.rawValue)
        message.attempt = UInt32(clamping: attempt)
        return arena.place(message)
    }
}
