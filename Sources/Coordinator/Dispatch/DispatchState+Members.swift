import Wire

// Who is connected: hello, heartbeats, loss, farewell.
extension DispatchState {
    mutating func welcome(_ hello: Hello, from peer: Peer, at now: ContinuousClock.Instant) {
        // A hello on a known connection, or from the same start of a node on a new one, ends what the old one began.
        if members.contains(peer) { lose(peer, at: now) }
        let name = "\(hello.role) \(hello.identity.name)"
        if let other = names[name], members[other]?.hello.identity == hello.identity { lose(other, at: now) }

        if let refusal = refusal(of: hello, named: name, from: peer) {
            counters.refusals[refusal.code, default: 0] += 1
            actions.append(.send(.refusal(refusal), to: peer))
            return
        }
        members.set(peer, to: Member(hello: hello, lastHeard: now))
        names[name] = peer
        silences.set(peer, to: now + silenceLimit)
        if case .worker(let offer) = hello.kind {
            pool.add(peer, hello.identity, offer, at: now)
            if fleetFingerprint == nil { adopt(hello.fingerprint, at: now) }
        }
        let welcome = Welcome(
            coordinator: configuration.identity, heartbeat: configuration.heartbeat,
            lostAfter: configuration.lostAfter, maximumPayloadBytes: configuration.maximumPayloadBytes,
            software: configuration.software, gear: hello.role == .edge ? gear?.message : nil)
        actions.append(.send(.welcome(welcome), to: peer))
    }

    private func refusal(of hello: Hello, named name: String, from peer: Peer) -> Refusal? {
        if isDraining { return Refusal(code: .draining, reason: "this coordinator stops: go to another") }
        if hello.role != peer.role {
            return Refusal(code: .wrongRole, reason: "\(peer.role)s connect here, not \(hello.role)s")
        }
        if names[name] != nil {
            return Refusal(
                code: .duplicateNode, reason: "a live \(hello.role) is named \(hello.identity.name)",
                retry: silenceLimit)
        }
        if members.count >= configuration.maximumPeers {
            return Refusal(
                code: .tooManyPeers, reason: "\(members.count) nodes are connected", retry: .seconds(30))
        }
        if let fleet = fleetFingerprint, let refusal = Self.refusal(of: hello, in: fleet) { return refusal }
        if case .worker(let offer) = hello.kind, offer.credit.bytes < configuration.maximumPayloadBytes {
            return Refusal(
                code: .creditTooSmall,
                reason:
                    "credit of \(offer.credit.bytes) bytes; one request may have \(configuration.maximumPayloadBytes)")
        }
        return nil
    }

    private static func refusal(of hello: Hello, in fleet: Fingerprint) -> Refusal? {
        if hello.fingerprint.weights != fleet.weights {
            return Refusal(
                code: .otherWeights, reason: difference(fleet.weights, hello.fingerprint.weights), retry: .seconds(30))
        }
        if hello.fingerprint.geometry != fleet.geometry {
            return Refusal(
                code: .otherGeometry, reason: difference(fleet.geometry, hello.fingerprint.geometry),
                retry: .seconds(30))
        }
        return nil
    }

    private static func difference(_ expected: [UInt8], _ found: [UInt8]) -> String {
        let start: ([UInt8]) -> String = { bytes in
            bytes.prefix(6).map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
        }
        return "expected \(start(expected))..., found \(start(found))..."
    }

    /// The first worker decides what the fleet computes with, until the last has gone; edges that differ are turned away.
    private mutating func adopt(_ fingerprint: Fingerprint, at now: ContinuousClock.Instant) {
        fleetFingerprint = fingerprint
        for peer in members.entries.map(\.key) where peer.role == .edge {
            guard let hello = members[peer]?.hello, let refusal = Self.refusal(of: hello, in: fingerprint) else {
                continue
            }
            counters.refusals[refusal.code, default: 0] += 1
            actions.append(.send(.refusal(refusal), to: peer))
            remove(peer, at: now)
        }
    }

    var silenceLimit: Duration { configuration.heartbeat * configuration.lostAfter }

    mutating func heard(_ heartbeat: Heartbeat, from peer: Peer) {
        members.change(peer) { $0.lastSequence = heartbeat.sequence }
        switch peer.role {
        case .worker: pool.update(peer) { $0.load = heartbeat.load }
        case .edge:
            guard heartbeat.frames > 0 else { return }
            let more = heartbeat.frames - (members[peer]?.frames ?? heartbeat.frames)
            members.change(peer) { $0.frames = heartbeat.frames }
            // A bound, so that no edge's number can make the sum overflow.
            frames = (frames ?? 0) + min(max(0, more), Bounds.count.upperBound)
        }
    }

    mutating func sendHeartbeats() {
        let load = load
        for (peer, _) in members.entries {
            members.change(peer) { $0.heartbeatsSent += 1 }
            guard let member = members[peer] else { continue }
            let heartbeat = Heartbeat(sequence: member.heartbeatsSent, echo: member.lastSequence, load: load)
            actions.append(.send(.heartbeat(heartbeat), to: peer))
        }
    }

    mutating func checkSilence(of peer: Peer, at now: ContinuousClock.Instant) {
        guard let member = members[peer] else {
            silences.remove(peer)
            return
        }
        let limit = member.lastHeard + silenceLimit
        if limit > now { silences.set(peer, to: limit) } else { lose(peer, at: now) }
    }

    /// The peer is gone without a word: its requests are dropped, those it worked on go elsewhere.
    mutating func lose(_ peer: Peer, at now: ContinuousClock.Instant) {
        guard let member = members[peer] else { return }
        switch member.hello.role {
        case .edge: counters.edgesLost += 1
        case .worker: counters.workersLost += 1
        }
        remove(peer, at: now)
    }

    /// The peer said that it goes.
    mutating func leave(_ peer: Peer, at now: ContinuousClock.Instant) {
        remove(peer, at: now)
    }

    private mutating func remove(_ peer: Peer, at now: ContinuousClock.Instant) {
        guard let member = members.remove(peer) else { return }
        names["\(member.hello.role) \(member.hello.identity.name)"] = nil
        silences.remove(peer)
        for id in member.requests {
            counters.abandoned += 1
            withdraw(id, at: now)
        }
        guard let worker = pool.remove(peer) else { return }
        if pool.count == 0 { fleetFingerprint = configuration.fingerprint }
        for id in worker.tasks.keys.sorted() {
            debts.remove(Debt(worker: peer, id: id))
            if requests[id]?.worker == peer { requeue(id, .workerLost, "its worker was lost", at: now) }
        }
    }

    mutating func change(_ credit: Credit, of peer: Peer) {
        guard credit.items == 0 || credit.bytes >= configuration.maximumPayloadBytes else {
            return reject(
                .outOfBounds, "credit.bytes is \(credit.bytes); expected at least \(configuration.maximumPayloadBytes)",
                to: peer)
        }
        pool.update(peer) { $0.credit = credit }
    }
}
