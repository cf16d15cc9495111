import CFoveaProto

extension Hello {
    init(_ message: Fovea__Hello) throws(WireError) {
        identity = NodeIdentity(
            name: try checked("hello.node", message.node, bytes: Bounds.nameBytes),
            incarnation: try checked(identifier: "hello.incarnation", message.incarnation)
        )
        fingerprint = Fingerprint(
            weights: Array(
                try checked(
                    "hello.weights_fingerprint", message.weights_fingerprint, bytes: Bounds.fingerprintBytes)),
            geometry: Array(
                try checked(
                    "hello.geometry_fingerprint", message.geometry_fingerprint, bytes: Bounds.fingerprintBytes))
        )
        precision = try checked("hello.precision", choice: message.precision.rawValue)
        software = try checked("hello.software", message.software, bytes: Bounds.softwareBytes)
        page = try checked("hello.page", page: message.page)
        let role: Role = try checked("hello.role", choice: message.role.rawValue)
        switch role {
        case .worker:
            kind = .worker(try WorkerOffer("hello.worker", message.worker))
        case .edge:
            let count = try checked("hello.cameras", message.n_cameras, in: Bounds.cameras)
            var cameras: [String] = []
            for index in 0..<count {
                cameras.append(try checked("hello.cameras", message.cameras[index], bytes: Bounds.nameBytes))
            }
            kind = .edge(cameras: cameras)
        }
    }

    func place(in arena: Arena) -> UnsafeMutablePointer<Fovea__Hello> {
        var message = Fovea__Hello()
        fovea__hello__init(&message)
        message.role = Fovea__Role(rawValue: role.rawValue)
        message.node = arena.text(identity.name)
        message.incarnation = identity.incarnation
        message.weights_fingerprint = arena.bytes(fingerprint.weights)
        message.geometry_fingerprint = arena.bytes(fingerprint.geometry)
        message.software = arena.line(software, limit: Bounds.softwareBytes.upperBound)
        message.page = arena.line(page, limit: Bounds.pageBytes.upperBound)
        message.precision = Fovea__Precision(rawValue: precision.rawValue)
        switch kind {
        case .worker(let offer):
            message.worker = offer.place(in: arena)
        case .edge(let cameras):
            message.n_cameras = cameras.count
            message.cameras = arena.array(cameras) { arena.text($0) }
        }
        return arena.place(message)
    }
}
