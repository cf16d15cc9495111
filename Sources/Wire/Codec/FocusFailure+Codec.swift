import CFoveaProto

extension FocusFailure {
    init(_ message: Fovea__FocusFailure) throws(WireError) {
        id = try RequestID("focus_failure.id", message.id)
        code = try checked("focus_failure.code", choice: message.code.rawValue)
        reason = try checked("focus_failure.reason", message.reason, bytes: Bounds.reasonBytes)
    }

    func place(in arena: Arena) -> UnsafeMutablePointer<Fovea__FocusFailure> {
        var message = Fovea__FocusFailure()
        fovea__focus_failure__init(&message)
        message.id = id.place(in: arena)
        message.code = Fovea__FocusFailure__Code(rawValue: code.rawValue)
        message.reason = arena.line(reason)
        return arena.place(message)
    }
}
