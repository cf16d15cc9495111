import CFoveaProto
package import ZeroMQ

extension Header {
    /// Reads frame 1. Nothing in the result is out of its bounds; whatever cannot be used is a `WireError`.
    package static func decode(_ frame: borrowing Frame) throws(WireError) -> Header {
        try frame.withUnsafeBytes { (bytes) throws(WireError) in try decode(bytes) }
    }

    /// Reads the bytes of frame 1.
    package static func decode(_ bytes: UnsafeRawBufferPointer) throws(WireError) -> Header {
        var spares = Spares()
        return try decode(bytes, in: Arena(), &spares)
    }

    /// Reads the bytes of frame 1 by way of an arena.
    static func decode(
        _ bytes: UnsafeRawBufferPointer, in arena: Arena, _ spares: inout Spares
    ) throws(WireError) -> Header {
        guard bytes.count <= Bounds.headerBytes else {
            throw .malformed("\(bytes.count) bytes; at most \(Bounds.headerBytes)")
        }
        arena.removeAll()
        // The arena's memory is only reachable through pointers, which do not keep it alive.
        defer { withExtendedLifetime(arena) {} }
        let start = bytes.baseAddress?.assumingMemoryBound(to: UInt8.self)
        guard let envelope = fovea__envelope__unpack(arena.allocator, bytes.count, start) else {
            throw .malformed("not a serialized Envelope")
        }
        guard envelope.pointee.version == Bounds.version else { throw .unsupportedVersion(envelope.pointee.version) }
        return try Header(envelope.pointee, &spares)
    }

    private init(_ envelope: Fovea__Envelope, _ spares: inout Spares) throws(WireError) {
        switch envelope.body_case {
        case FOVEA__ENVELOPE__BODY_HELLO:
            self = .hello(try Hello(required("hello", envelope.hello)))
        case FOVEA__ENVELOPE__BODY_WELCOME:
            self = .welcome(try Welcome(required("welcome", envelope.welcome)))
        case FOVEA__ENVELOPE__BODY_REFUSAL:
            self = .refusal(try Refusal(required("refusal", envelope.refusal)))
        case FOVEA__ENVELOPE__BODY_FOCUS_REQUEST:
            self = .focusRequest(try FocusRequest(required("focus_request", envelope.focus_request), &spares))
        case FOVEA__ENVELOPE__BODY_FOCUS_RESULT:
            self = .focusResult(try FocusResult(required("focus_result", envelope.focus_result), &spares))
        case FOVEA__ENVELOPE__BODY_FOCUS_FAILURE:
            self = .focusFailure(try FocusFailure(required("focus_failure", envelope.focus_failure)))
        case FOVEA__ENVELOPE__BODY_CREDIT:
            self = .credit(try Credit(required("credit", envelope.credit)))
        case FOVEA__ENVELOPE__BODY_HEARTBEAT:
            self = .heartbeat(try Heartbeat(required("heartbeat", envelope.heartbeat)))
        case FOVEA__ENVELOPE__BODY_CANCEL:
            self = .cancel(try RequestID("cancel.id", required("cancel", envelope.cancel).id))
        case FOVEA__ENVELOPE__BODY_DRAIN:
            self = .drain(try reason("drain.reason", required("drain", envelope.drain).reason))
        case FOVEA__ENVELOPE__BODY_GOODBYE:
            self = .goodbye(try reason("goodbye.reason", required("goodbye", envelope.goodbye).reason))
        case FOVEA__ENVELOPE__BODY_REJECTION:
            self = .rejection(try Rejection(required("rejection", envelope.rejection)))
        case FOVEA__ENVELOPE__BODY_GEAR:
            self = .gear(try Gear(required("gear", envelope.gear)))
        default:
            throw .malformed("an envelope without a body that this version knows")
        }
    }
}

/// A line for people.
func reason(_ field: String, _ text: UnsafeMutablePointer<CChar>?) throws(WireError) -> String {
    try checked(field, text, bytes: Bounds.reasonBytes)
}
