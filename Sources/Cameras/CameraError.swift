/// Why a camera gives no frames, in words for people; never with a password.
package struct CameraError: Error, Equatable, Sendable, CustomStringConvertible {
    /// What kind of trouble it is, as logs and metrics name it.
    package enum Kind: String, CaseIterable, Sendable {
        /// Its address means nothing here.
        case unusable
        /// Nobody answers at its address.
        case unreachable
        /// It answers and does not give its stream.
        case refused
        /// Its stream is open and no frame has come for too long.
        case stale
        /// Its stream came to an end.
        case ended
        /// What it sends cannot be read.
        case unreadable
        /// Nobody wants its frames any more.
        case stopped
    }

    /// What kind of trouble it is.
    package let kind: Kind
    /// One line: what was expected, what was found, the way out.
    package let description: String

    /// Makes an error.
    package init(_ kind: Kind, _ description: String) {
        self.kind = kind
        self.description = description
    }

    /// A reader was asked to stop.
    package static let stopped = CameraError(.stopped, "asked to stop")
}
