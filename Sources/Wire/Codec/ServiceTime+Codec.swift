import CFoveaProto

extension ServiceTime {
    init(_ message: Fovea__ServiceTime) throws(WireError) {
        batch = try checked("service_times.batch", message.batch, in: Bounds.batch)
        time = try checked("service_times.microseconds", microseconds: message.microseconds, in: Bounds.positiveTime)
    }

    func place(in arena: Arena) -> UnsafeMutablePointer<Fovea__ServiceTime> {
        var message = Fovea__ServiceTime()
        fovea__service_time__init(&message)
        message.batch = UInt32(clamping: batch)
        message.microseconds = UInt64(time)
        return arena.place(message)
    }
}
