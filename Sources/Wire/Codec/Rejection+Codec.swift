import CFoveaProto

extension Rejection {
    init(_ message: Fovea__Rejection) throws(WireError) {
        code = try checked("rejection.code", choice: message.code.rawValue)
        reason = try checked("rejection.reason", message.reason, bytes: Bounds.reasonBytes)
    }

    func place(in arena: Arena) -> UnsafeMutablePointer<Fovea__Rejection> {
        var message = Fovea__Rejection()
        fovea__rejection__init(&message)
        message.code = Fovea__Rejection__Code(rawValue: code.rawValue)
        message.reason = arena.line(reason)
        return arena.place(message)
    }
}
