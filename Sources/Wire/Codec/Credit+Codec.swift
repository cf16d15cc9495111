import CFoveaProto

extension Credit {
    init(_ message: Fovea__Credit) throws(WireError) {
        items = try checked("credit.items", message.items, in: Bounds.creditItems)
        bytes = try checked("credit.bytes", message.bytes, in: Bounds.creditBytes)
    }

    func place(in arena: Arena) -> UnsafeMutablePointer<Fovea__Credit> {
        var message = Fovea__Credit()
        fovea__credit__init(&message)
        message.items = UInt32(clamping: items)
        message.bytes = UInt64(clamping: bytes)
        return arena.place(message)
    }
}
