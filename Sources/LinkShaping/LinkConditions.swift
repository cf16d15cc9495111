import Durations

/// What a link does to the bytes that cross it, in each direction.
package struct LinkConditions: Equatable, Sendable {
    /// How long every byte takes at least.
    package var delay = Duration.zero
    /// What is added at random, from zero to this; order is kept, as TCP keeps it.
    package var jitter = Duration.zero
    /// Bits a second; nil: no limit.
    package var bitsPerSecond: Double?
    /// The share of segments that are lost, 0 to 1. Under TCP a loss is no gap but a stall of everything behind it.
    package var loss = 0.0
    /// How long a lost segment holds up the stream: the sender's time until it sends again.
    package var stall = Duration.milliseconds(200)

    /// Makes a link that changes nothing.
    package init() {}

    /// Reads conditions such as `delay=20ms,jitter=5ms,rate=10Mbit,loss=1%,stall=200ms`; every part may be left out.
    package init(_ text: String) throws(LinkConditionsError) {
        for part in text.split(separator: ",") {
            let pair = part.split(separator: "=", maxSplits: 1).map { $0.trimmed }
            guard pair.count == 2 else { throw LinkConditionsError(part: String(part)) }
            switch pair[0] {
            case "delay": delay = try Self.duration(pair[1], part)
            case "jitter": jitter = try Self.duration(pair[1], part)
            case "stall": stall = try Self.duration(pair[1], part)
            case "rate": bitsPerSecond = try Self.rate(pair[1], part)
            case "loss": loss = try Self.share(pair[1], part)
            default: throw LinkConditionsError(part: String(part))
            }
        }
    }

    private static func duration(_ text: String, _ part: Substring) throws(LinkConditionsError) -> Duration {
        guard let duration = Duration(text: text) else { throw LinkConditionsError(part: String(part)) }
        return duration
    }

    private static func rate(_ text: String, _ part: Substring) throws(LinkConditionsError) -> Double {
        let units: KeyValuePairs = ["Gbit": 1e9, "Mbit": 1e6, "kbit": 1e3, "bit": 1]
        for (unit, factor) in units where text.hasSuffix(unit) {
            guard let value = Double(text.dropLast(unit.count)), value > 0, value.isFinite else { break }
            return value * factor
        }
        throw LinkConditionsError(part: String(part))
    }

    private static func share(_ text: String, _ part: Substring) throws(LinkConditionsError) -> Double {
        guard text.hasSuffix("%"), let percent = Double(text.dropLast()), (0...50).contains(percent) else {
            throw LinkConditionsError(part: String(part))
        }
        return percent / 100
    }
}

/// A part of a link's description that says nothing.
package struct LinkConditionsError: Error, Equatable, CustomStringConvertible {
    /// The part.
    package let part: String

    /// What was expected.
    package var description: String {
        "link condition \"\(part)\": write delay=20ms, jitter=5ms, rate=10Mbit, loss=1% (at most 50%) or stall=200ms"
    }
}

extension Substring {
    fileprivate var trimmed: String {
        String(drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
    }
}
