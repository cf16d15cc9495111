import Links
import Wire

/// Where a frame goes.
extension Forwarding {
    /// Sends a frame that is nowhere, lets it wait for a welcome, or finishes it.
    mutating func place(
        _ sequence: UInt64, at now: Instant, otherwise reason: FallbackReason? = nil
    ) -> [Action] {
        guard var flight = flights[sequence] else { return [] }
        guard flight.deadline > now else { return finish(sequence, .fallback(.deadline)) }
        let isSpent = flight.attempts >= limits.attempts
        if !isSpent, let coordinator = choose(for: flight) {
            if flight.attempts > 0 { counters.resent += 1 }
            flight.coordinator = coordinator
            flight.attempts += 1
            flights[sequence] = flight
            lanes[coordinator].sequences.insert(sequence)
            let budget = flight.deadline - now
            return [.send(flight.held, sequence: sequence, coordinator: coordinator, budget: budget)]
        }
        let isAwaited = lanes.indices.contains {
            lanes[$0].standing == .greeting && !flight.unwilling.contains($0)
        }
        if !isSpent && isAwaited {
            waiting.insert(sequence)
            return []
        }
        return finish(sequence, .fallback(reason ?? (isSpent ? .coordinatorLost : absence(without: flight.unwilling))))
    }

    /// Takes a frame from a coordinator that cannot serve it, and places it again.
    mutating func replace(
        _ sequence: UInt64, notAt coordinator: Int, at now: Instant, otherwise reason: FallbackReason
    ) -> [Action] {
        lanes[coordinator].sequences.remove(sequence)
        flights[sequence]?.coordinator = nil
        flights[sequence]?.unwilling.insert(coordinator)
        return place(sequence, at: now, otherwise: reason)
    }

    /// The coordinator of largest rendezvous weight among those that would take the frame.
    private func choose(for flight: Flight) -> Int? {
        lanes.indices.filter { lane in
            guard case .welcomed(let maximum) = lanes[lane].standing else { return false }
            return flight.payloadBytes <= maximum && !flight.unwilling.contains(lane)
        }.max { left, right in
            RendezvousHash.weight(camera: flight.camera, coordinator: lanes[left].name)
                < RendezvousHash.weight(camera: flight.camera, coordinator: lanes[right].name)
        }
    }

    /// Why no coordinator takes a frame.
    func absence(without unwilling: Set<Int>) -> FallbackReason {
        if lanes.isEmpty { return .noCoordinator }
        var refusals: [RefusalCode] = []
        for (index, lane) in lanes.enumerated() {
            if case .welcomed = lane.standing, !unwilling.contains(index) { return .failed(.tooLarge) }
            if case .refused(let code) = lane.standing { refusals.append(code) }
        }
        if let first = refusals.first, refusals.count == lanes.count { return .refused(first) }
        return .coordinatorLost
    }
}

extension LinkStanding {
    /// Whether a new frame may go there, now or as soon as it has answered our hello.
    var isWilling: Bool {
        switch self {
        case .greeting, .welcomed: true
        case .draining, .refused, .lost: false
        }
    }
}
