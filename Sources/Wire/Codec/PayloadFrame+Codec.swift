import CFoveaProto

extension PayloadFrame {
    init(_ message: Fovea__PayloadFrame) throws(WireError) {
        kind = try checked("frames.kind", choice: message.kind.rawValue)
        encoding = try checked("frames.encoding", choice: message.encoding.rawValue)
        byteCount = try checked("frames.byte_count", message.byte_count, in: Bounds.frameBytes)
        rows = try checked("frames.rows", message.rows, in: Bounds.extent)
        columns = try checked("frames.columns", message.columns, in: Bounds.extent)
    }

    func place(in arena: Arena) -> UnsafeMutablePointer<Fovea__PayloadFrame> {
        var message = Fovea__PayloadFrame()
        fovea__payload_frame__init(&message)
        message.kind = Fovea__PayloadFrame__Kind(rawValue: kind.rawValue)
        message.encoding = Fovea__PayloadFrame__Encoding(rawValue: encoding.rawValue)
        message.byte_count = UInt64(clamping: byteCount)
        message.rows = UInt32(clamping: rows)
        message.columns = UInt32(clamping: columns)
        return arena.place(message)
    }
}
