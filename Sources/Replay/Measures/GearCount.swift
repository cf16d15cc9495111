/// What was seen of the frames of one gear.
package struct GearCount: Codable, Equatable, Sendable {
    /// Frames that ended.
    package var frames = 0
    /// Those with a label and an answer.
    package var accuracy = AccuracyCount()

    /// Nothing yet.
    package init() {}
}
