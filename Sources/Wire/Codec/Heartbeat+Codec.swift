import CFoveaProto

extension Heartbeat {
    init(_ message: Fovea__Heartbeat) throws(WireError) {
        sequence = message.sequence
        echo = message.echo
        frames = try checked("heartbeat.frames", message.frames, in: Bounds.frames)
        load = Load()
        if let pointer = message.load { load = try Load(pointer.pointee) }
    }

    func place(in arena: Arena) -> UnsafeMutablePointer<Fovea__Heartbeat> {
        var message = Fovea__Heartbeat()
        fovea__heartbeat__init(&message)
        message.sequence = sequence
        message.echo = echo
        message.frames = UInt64(clamping: frames)
        message.load = load.place(in: arena)
        return arena.place(message)
    }
}
