/// How long a frame was at each of the edge's stations.
package struct GlanceTimes: Equatable, Sendable {
    /// From when the frame was scheduled until a compute thread took it.
    package internal(set) var waiting = Duration.zero
    /// Decoding, resizing, normalising.
    package internal(set) var decoding = Duration.zero
    /// Localization.
    package internal(set) var localization = Duration.zero
    /// Choosing the region and making the payload; zero where nothing is sent.
    package internal(set) var encoding = Duration.zero

    /// Makes times of zero.
    package init() {}
}
