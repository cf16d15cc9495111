import Randomness

/// One direction of a shaped link: says when the bytes that arrive now may leave.
///
/// A plain value: byte counts and times in, times out. Bytes leave in the order in which they came.
package struct LinkDirection: Sendable {
    /// A point in time, since the link was opened.
    package typealias Instant = Duration

    /// What fits into one segment of TCP on Ethernet.
    static let segmentBytes = 1448

    /// What the link does from now on.
    package var conditions: LinkConditions

    private var random: SeededGenerator
    /// When the wire has sent everything so far.
    private var wireFree = Instant.zero
    /// When the last byte leaves on the far side.
    private var lastRelease = Instant.zero

    /// Makes a direction; the same seed loses the same segments.
    package init(_ conditions: LinkConditions, seed: UInt64) {
        self.conditions = conditions
        random = SeededGenerator(seed: seed)
    }

    /// Bytes arrived at the near side; returns when the last of them leaves at the far side.
    package mutating func release(_ byteCount: Int, at now: Instant) -> Instant {
        wireFree = max(wireFree, now)
        if let rate = conditions.bitsPerSecond { wireFree += .seconds(Double(byteCount * 8) / rate) }
        var release = wireFree + conditions.delay
        if conditions.jitter > .zero { release += conditions.jitter * Double.random(in: 0..<1, using: &random) }
        if conditions.loss > 0 {
            for _ in 0..<(byteCount + Self.segmentBytes - 1) / Self.segmentBytes
            where Double.random(in: 0..<1, using: &random) < conditions.loss {
                release += conditions.stall
            }
        }
        lastRelease = max(lastRelease, release)
        return lastRelease
    }
}
