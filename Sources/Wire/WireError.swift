/// Why a message cannot be used.
package enum WireError: Error, Equatable, Sendable, CustomStringConvertible {
    /// Frame 1 is no envelope.
    case malformed(String)
    /// The envelope speaks another version.
    case unsupportedVersion(UInt32)
    /// A field that must be set is not.
    case missing(field: String)
    /// A field is out of bounds.
    case outOfBounds(field: String, found: String, expected: String)
    /// Number or sizes of the payload frames differ from their description.
    case wrongFrames(String)

    /// What to tell the sender.
    package var rejection: Rejection {
        let code: RejectionCode =
            switch self {
            case .malformed: .malformed
            case .unsupportedVersion: .unsupportedVersion
            case .missing, .outOfBounds: .outOfBounds
            case .wrongFrames: .wrongFrames
            }
        return Rejection(code: code, reason: description)
    }

    /// One line for people: what was expected and what was found.
    package var description: String {
        switch self {
        case .malformed(let problem): "malformed header: \(problem)"
        case .unsupportedVersion(let version): "version \(version) of the protocol; this node speaks \(Bounds.version)"
        case .missing(let field): "\(field) is not set"
        case .outOfBounds(let field, let found, let expected): "\(field) is \(found); expected \(expected)"
        case .wrongFrames(let problem): problem
        }
    }
}
