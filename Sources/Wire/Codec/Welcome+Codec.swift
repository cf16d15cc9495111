import CFoveaProto

extension Welcome {
    init(_ message: Fovea__Welcome) throws(WireError) {
        coordinator = NodeIdentity(
            name: try checked("welcome.coordinator", message.coordinator, bytes: Bounds.nameBytes),
            incarnation: try checked(identifier: "welcome.incarnation", message.incarnation)
        )
        heartbeat = try checked("welcome.heartbeat_us", microseconds: message.heartbeat_us, in: Bounds.heartbeat)
        lostAfter = try checked("welcome.lost_after", message.lost_after, in: Bounds.lostAfter)
        maximumPayloadBytes = try checked(
            "welcome.maximum_payload_bytes", message.maximum_payload_bytes, in: Bounds.frameBytes)
        software = try checked("welcome.software", message.software, bytes: Bounds.softwareBytes)
        gear = nil
        if let pointer = message.gear { gear = try Gear(pointer.pointee) }
    }

    func place(in arena: Arena) -> UnsafeMutablePointer<Fovea__Welcome> {
        var message = Fovea__Welcome()
        fovea__welcome__init(&message)
        message.coordinator = arena.text(coordinator.name)
        message.incarnation = coordinator.incarnation
        message.heartbeat_us = UInt64(heartbeat)
        message.lost_after = UInt32(clamping: lostAfter)
        message.maximum_payload_bytes = UInt64(clamping: maximumPayloadBytes)
        message.software = arena.line(software, limit: Bounds.softwareBytes.upperBound)
        message.gear = gear.map { $0.place(in: arena) }
        return arena.place(message)
    }
}
