import CFoveaProto

extension Refusal {
    init(_ message: Fovea__Refusal) throws(WireError) {
        code = try checked("refusal.code", choice: message.code.rawValue)
        reason = try checked("refusal.reason", message.reason, bytes: Bounds.reasonBytes)
        retry = try checked("refusal.retry_us", microseconds: message.retry_us, in: Bounds.retry)
    }

    func place(in arena: Arena) -> UnsafeMutablePointer<Fovea__Refusal> {
        var message = Fovea__Refusal()
        fovea__refusal__init(&message)
        message.code = Fovea__Refusal__Code(rawValue: code.rawValue)
        message.reason = arena.line(reason)
        message.retry_us = UInt64(retry)
        return arena.place(message)
    }
}
