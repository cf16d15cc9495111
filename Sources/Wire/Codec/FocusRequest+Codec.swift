import CFoveaProto

extension FocusRequest {
    init(_ message: Fovea__FocusRequest, _ spares: inout Spares) throws(WireError) {
        id = try RequestID("focus_request.id", message.id)
        camera = try spares.name("focus_request.camera", message.camera)
        frame = message.frame
        budget = try checked("focus_request.budget_us", microseconds: message.budget_us, in: Bounds.positiveTime)
        payload = try checked("focus_request.payload", choice: message.payload.rawValue)
        region = try Region(required("focus_request.region", message.region), &spares)
        frames = spares.emptyFrames()
        for case let frame? in try list(
            "focus_request.frames", message.frames, message.n_frames, in: Bounds.payloadFrames)
        {
            frames.append(try PayloadFrame(frame.pointee))
        }
        localization = try Answer("focus_request.localization", message.localization)
        threshold = try checked("focus_request.threshold", message.threshold, in: Bounds.share)
        gear = try checked("focus_request.gear", message.gear, in: Bounds.gear)
        attempt = try checked("focus_request.attempt", message.attempt, in: Bounds.attempt)
        queued = try checked("focus_request.queued_us", microseconds: message.queued_us, in: Bounds.time)
        compressedSide = try checked(
            "focus_request.compressed_side", message.compressed_side, in: Bounds.compressedSide)
    }

    func place(in arena: Arena) -> UnsafeMutablePointer<Fovea__FocusRequest> {
        var message = Fovea__FocusRequest()
        fovea__focus_request__init(&message)
        message.id = id.place(in: arena)
        message.camera = arena.text(camera)
        message.frame = frame
        message.budget_us = UInt64(budget)
        message.payload = Fovea__PayloadKind(rawValue: payload.rawValue)
        message.region = region.place(in: arena)
        message.n_frames = frames.count
        message.frames = arena.array(frames) { $0.place(in: arena) }
        message.localization = localization.place(in: arena)
        message.threshold = threshold
        message.gear = UInt32(clamping: gear)
        message.attempt = UInt32(clamping: attempt)
        message.queued_us = UInt64(min(queued, Bounds.time.upperBound))
        message.compressed_side = UInt32(clamping: compressedSide)
        return arena.place(message)
    }
}
