import CFoveaProto

extension RequestID {
    init(_ field: String, _ pointer: UnsafeMutablePointer<Fovea__RequestID>?) throws(WireError) {
        let message = try required(field, pointer)
        edgeIncarnation = try checked(identifier: "\(field).edge_incarnation", message.edge_incarnation)
        sequence = message.sequence
    }

    func place(in arena: Arena) -> UnsafeMutablePointer<Fovea__RequestID> {
        var message = Fovea__RequestID()
        fovea__request_id__init(&message)
        message.edge_incarnation = edgeIncarnation
        message.sequence = sequence
        return arena.place(message)
    }
}
