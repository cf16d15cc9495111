/// The choice of gears among all points that were measured.
package enum ParetoFront {
    /// How much cheaper than gear 1 each gear is meant to be: each takes about 0.7 of the load of the one before.
    private static let step = 0.7

    /// The points that no other beats in both cost at focus and accuracy: accuracy and cost fall from one to the next.
    package static func points(of candidates: [CalibratedGear]) -> [CalibratedGear] {
        var front: [CalibratedGear] = []
        let ordered = candidates.sorted { ($0.accuracy, -$0.cost, $0.gmacs) > ($1.accuracy, -$1.cost, $1.gmacs) }
        for candidate in ordered where candidate.cost < front.last?.cost ?? .infinity { front.append(candidate) }
        return front
    }

    /// At most `limit` gears of the front: the most accurate, the cheapest, and between them those nearest to equal
    /// steps of load; numbered from 1.
    package static func gears(from candidates: [CalibratedGear], limit: Int = 8) -> [CalibratedGear] {
        let front = points(of: candidates)
        guard let first = front.first, let last = front.last else { return [] }
        var gears = [first]
        var target = first.cost
        while gears.count < limit - 1 {
            target *= step
            let cheaper = front.filter { $0.cost <= target && $0.cost < (gears.last?.cost ?? 0) }
            guard let next = cheaper.first, next != last else { break }
            gears.append(next)
            target = min(target, next.cost)
        }
        if gears.last != last { gears.append(last) }
        return gears.enumerated().map { index, gear in
            var gear = gear
            gear.gear = index + 1
            return gear
        }
    }
}
