/// What happened to hard frames and to the messages about them since the start.
package struct ForwardingCounters: Equatable, Sendable {
    /// Hard frames that came in.
    package var forwarded = 0
    /// Those that a worker answered.
    package var focused = 0
    /// Those that fell back.
    package var fallbacks = 0
    /// Sendings beyond each frame's first.
    package var resent = 0
    /// Requests given up while a coordinator had them.
    package var cancelled = 0
    /// Answers to frames that had fallen back.
    package var late = 0
    /// Answers to frames that were answered before.
    package var duplicate = 0
    /// Answers to frames that this edge never sent.
    package var unknown = 0

    /// Nothing yet.
    package init() {}
}
