import CFoveaProto
package import ZeroMQ

extension Header {
    /// Writes frame 1 in place; texts for people that are too long are cut.
    package func encode() -> Frame {
        packed(in: Arena()) { byteCount, write in Frame(byteCount: byteCount, initializingWith: write) }
    }

    /// Hands the size of frame 1 and what writes it to the body.
    func packed<Result: ~Copyable>(
        in arena: Arena, _ body: (Int, (UnsafeMutableRawBufferPointer) -> Void) -> Result
    ) -> Result {
        arena.removeAll()
        var envelope = Fovea__Envelope()
        fovea__envelope__init(&envelope)
        envelope.version = Bounds.version
        fill(&envelope, arena)
        // The arena's memory is only reachable through pointers, which do not keep it alive.
        defer { withExtendedLifetime(arena) {} }
        return body(fovea__envelope__get_packed_size(&envelope)) { bytes in
            guard let start = bytes.baseAddress else { return }
            fovea__envelope__pack(&envelope, start.assumingMemoryBound(to: UInt8.self))
        }
    }

    /// A message of this header alone.
    package func message() -> Message { Message(encode()) }

    private func fill(_ envelope: inout Fovea__Envelope, _ arena: Arena) {
        switch self {
        case .hello(let hello):
            envelope.body_case = FOVEA__ENVELOPE__BODY_HELLO
            envelope.hello = hello.place(in: arena)
        case .welcome(let welcome):
            envelope.body_case = FOVEA__ENVELOPE__BODY_WELCOME
            envelope.welcome = welcome.place(in: arena)
        case .refusal(let refusal):
            envelope.body_case = FOVEA__ENVELOPE__BODY_REFUSAL
            envelope.refusal = refusal.place(in: arena)
        case .focusRequest(let request):
            envelope.body_case = FOVEA__ENVELOPE__BODY_FOCUS_REQUEST
            envelope.focus_request = request.place(in: arena)
        case .focusResult(let result):
            envelope.body_case = FOVEA__ENVELOPE__BODY_FOCUS_RESULT
            envelope.focus_result = result.place(in: arena)
        case .focusFailure(let failure):
            envelope.body_case = FOVEA__ENVELOPE__BODY_FOCUS_FAILURE
            envelope.focus_failure = failure.place(in: arena)
        case .credit(let credit):
            envelope.body_case = FOVEA__ENVELOPE__BODY_CREDIT
            envelope.credit = credit.place(in: arena)
        case .heartbeat(let heartbeat):
            envelope.body_case = FOVEA__ENVELOPE__BODY_HEARTBEAT
            envelope.heartbeat = heartbeat.place(in: arena)
        case .cancel(let id):
            envelope.body_case = FOVEA__ENVELOPE__BODY_CANCEL
            var cancel = Fovea__Cancel()
            fovea__cancel__init(&cancel)
            cancel.id = id.place(in: arena)
            envelope.cancel = arena.place(cancel)
        case .drain(let reason):
            envelope.body_case = FOVEA__ENVELOPE__BODY_DRAIN
            var drain = Fovea__Drain()
            fovea__drain__init(&drain)
            drain.reason = arena.line(reason)
            envelope.drain = arena.place(drain)
        case .goodbye(let reason):
            envelope.body_case = FOVEA__ENVELOPE__BODY_GOODBYE
            var goodbye = Fovea__Goodbye()
            fovea__goodbye__init(&goodbye)
            goodbye.reason = arena.line(reason)
            envelope.goodbye = arena.place(goodbye)
        case .rejection(let rejection):
            envelope.body_case = FOVEA__ENVELOPE__BODY_REJECTION
            envelope.rejection = rejection.place(in: arena)
        case .gear(let gear):
            envelope.body_case = FOVEA__ENVELOPE__BODY_GEAR
            envelope.gear = gear.place(in: arena)
        }
    }
}

extension Arena {
    /// A line for people, without control characters and cut to its bound.
    func line(_ text: String, limit: Int = Bounds.reasonBytes.upperBound) -> UnsafeMutablePointer<CChar>? {
        var line = ""
        for character in text.unicodeScalars.map({ $0.value < 0x20 || $0.value == 0x7f ? " " : Character($0) }) {
            if line.utf8.count + character.utf8.count > limit { break }
            line.append(character)
        }
        return self.text(line)
    }
}
