import CFoveaProto

extension Gear {
    init(_ message: Fovea__Gear) throws(WireError) {
        revision = message.revision
        number = try checked("gear.gear", message.gear, in: 1...Bounds.gear.upperBound)
        threshold = try checked("gear.threshold", message.threshold, in: Bounds.share)
        regionSide = try checked("gear.region_side", message.region_side, in: Bounds.regionSide)
        payload = nil
        if message.payload.rawValue != 0 { payload = try checked("gear.payload", choice: message.payload.rawValue) }
        load = Load()
        if let pointer = message.load { load = try Load(pointer.pointee) }
    }

    func place(in arena: Arena) -> UnsafeMutablePointer<Fovea__Gear> {
        var message = Fovea__Gear()
        fovea__gear__init(&message)
        message.revision = revision
        message.gear = UInt32(clamping: number)
        message.threshold = threshold
        message.region_side = UInt32(clamping: regionSide)
        message.payload = Fovea__PayloadKind(rawValue: payload?.rawValue ?? 0)
        message.load = load.place(in: arena)
        return arena.place(message)
    }
}
