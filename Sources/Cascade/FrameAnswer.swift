package import LFViT

/// What a cascade says of one frame.
package struct FrameAnswer: Sendable {
    /// Who answered.
    package enum Stage: String, Sendable, Encodable {
        /// The glance was confident.
        case localization
        /// The close look answered.
        case focus
        /// The model has one stage only.
        case plain
        /// LookupViT in one stage.
        case lookup
    }

    /// How long each station took.
    package struct Times: Sendable {
        /// Reading, decoding, resizing and normalising.
        package var decode: Duration
        /// The glance, its half-resolution picture included; zero in a one-pass model.
        package var localization: Duration = .zero
        /// The close look, or the only pass; zero where the frame exited.
        package var focus: Duration = .zero
    }

    /// Who answered.
    package let stage: Stage
    /// The answer that stands.
    package let answer: Answer
    /// The glance's answer; nil in a one-pass model.
    package let localization: Answer?
    /// The window that focus looked at, where there is one.
    package let region: Region?
    /// How long each station took.
    package let times: Times
}

extension Duration {
    /// The duration in milliseconds.
    package var milliseconds: Double { self / .milliseconds(1) }
}
