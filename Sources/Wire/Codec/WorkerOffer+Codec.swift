import CFoveaProto

extension WorkerOffer {
    init(_ field: String, _ pointer: UnsafeMutablePointer<Fovea__WorkerOffer>?) throws(WireError) {
        let message = try required(field, pointer)
        credit = try Credit(required("worker.credit", message.credit))
        guard credit.items > 0 else {
            throw .outOfBounds(field: "worker.credit.items", found: "0", expected: "at least 1")
        }
        serviceTimes = []
        let times = try list(
            "worker.service_times", message.service_times, message.n_service_times, in: Bounds.serviceTimes)
        for case let time? in times {
            let entry = try ServiceTime(time.pointee)
            if let last = serviceTimes.last, last.batch >= entry.batch {
                throw .outOfBounds(
                    field: "worker.service_times.batch", found: "\(entry.batch)", expected: "above \(last.batch)")
            }
            serviceTimes.append(entry)
        }
    }

    func place(in arena: Arena) -> UnsafeMutablePointer<Fovea__WorkerOffer> {
        var message = Fovea__WorkerOffer()
        fovea__worker_offer__init(&message)
        message.credit = credit.place(in: arena)
        message.n_service_times = serviceTimes.count
        message.service_times = arena.array(serviceTimes) { $0.place(in: arena) }
        return arena.place(message)
    }
}
