import CFoveaProto

extension Answer {
    init(_ field: String, _ pointer: UnsafeMutablePointer<Fovea__Answer>?) throws(WireError) {
        let message = try required(field, pointer)
        classIndex = try checked("\(field).class_index", message.class_index, in: Bounds.classIndex)
        confidence = try checked("\(field).confidence", message.confidence, in: Bounds.share)
    }

    func place(in arena: Arena) -> UnsafeMutablePointer<Fovea__Answer> {
        var message = Fovea__Answer()
        fovea__answer__init(&message)
        message.class_index = UInt32(clamping: classIndex)
        message.confidence = confidence
        return arena.place(message)
    }
}
