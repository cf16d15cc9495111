import CFoveaProto

extension Load {
    init(_ message: Fovea__Load) throws(WireError) {
        queueDelay = try checked("load.queue_delay_us", microseconds: message.queue_delay_us, in: Bounds.time)
        utilization = try checked("load.utilization", message.utilization, in: Bounds.share)
        queued = try checked("load.queued", message.queued, in: Bounds.count)
        inFlight = try checked("load.in_flight", message.in_flight, in: Bounds.count)
    }

    func place(in arena: Arena) -> UnsafeMutablePointer<Fovea__Load> {
        var message = Fovea__Load()
        fovea__load__init(&message)
        message.queue_delay_us = UInt64(min(queueDelay, Bounds.time.upperBound))
        message.utilization = utilization
        message.queued = UInt32(clamping: queued)
        message.in_flight = UInt32(clamping: inFlight)
        return arena.place(message)
    }
}
